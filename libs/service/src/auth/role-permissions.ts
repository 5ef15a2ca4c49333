import { PERMISSIONS, type Permission } from '@breakwater/api-contract';
import type { Actor, Role } from '@breakwater/core';

const READ = ['plans:read', 'executions:read', 'adapters:read'] as const satisfies readonly Permission[];
const OPERATE = [
  ...READ,
  'accounts:read',
  'executions:start',
  'executions:control',
  'gates:resolve',
  'gates:decide',
] as const satisfies readonly Permission[];

/** What each role may do. The only place that says so. */
export const ROLE_PERMISSIONS = {
  /** Everything. */
  admin: PERMISSIONS,
  /** Runs recoveries for real, takes executions over, approves, and takes a broken adapter out of use. */
  'recovery-manager': [
    ...OPERATE,
    'executions:start-recovery',
    'executions:take-over',
    'evidence:read',
    'adapters:write',
  ],
  /** Writes plans. */
  'plan-manager': [...READ, 'plans:write', 'accounts:read'],
  /** Runs drills and keeps executions moving. */
  operator: OPERATE,
  /** Says yes or no where a plan asks for it. */
  approver: [...READ, 'gates:resolve'],
  /** Sees everything, changes nothing. */
  auditor: [...READ, 'accounts:read', 'evidence:read'],
  'read-only': READ,
} as const satisfies Record<Role, readonly Permission[]>;

/** Whether any of an actor's roles has a permission. */
export const isAllowed = (actor: Actor, permission: Permission): boolean =>
  permission === 'public' ||
  actor.roles.some((role) => {
    const permissions: readonly Permission[] = ROLE_PERMISSIONS[role];
    return permissions.includes(permission);
  });
