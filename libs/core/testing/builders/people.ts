import type { Actor } from '@breakwater/core';

/** `local:ana`, a recovery manager. */
export const anActor = (over: Partial<Actor> = {}): Actor => ({
  subject: 'local:ana',
  assurance: 'local',
  roles: ['recovery-manager'],
  ...over,
});
