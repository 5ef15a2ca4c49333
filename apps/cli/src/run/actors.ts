import { ROLES, type Actor } from '@breakwater/core';

/** Who sits at this machine: may do everything on the embedded default, where the data folder is theirs anyway. */
export const localActor = (userName: string): Actor => ({
  subject: `local:${userName}`,
  assurance: 'local',
  roles: ROLES,
});

/**
 * Stands in for a second person in simulated runs, so that two-person rules can be played through by one.
 *
 * @param number - 1 for the first who answers a gate, then the next
 */
export const simulatedActor = (number: number): Actor => ({
  subject: `simulated:person-${number}`,
  assurance: 'simulated',
  roles: ROLES,
});
