import type { Actor, Role } from '@breakwater/core';
import { anActor } from '../builders/people.ts';

const person = (name: string, ...roles: readonly Role[]): Actor => anActor({ subject: `local:${name}`, roles });

/** Who started every execution of the model. */
export const INITIATOR = person('ana', 'recovery-manager');

/** Enough people, with roles alone and together, to fill every approval that {@link aGraph} asks for. */
export const PEOPLE: readonly Actor[] = [
  INITIATOR,
  person('ben', 'recovery-manager'),
  person('cleo', 'approver', 'recovery-manager'),
  person('dan', 'approver'),
  person('eve', 'approver'),
  person('finn', 'recovery-manager'),
  person('gus', 'read-only'),
];
