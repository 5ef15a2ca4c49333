/**
 * What a caller can be allowed to do. Each route needs one; which role has which stands in the service's table.
 * `public` needs no caller at all.
 */
export const PERMISSIONS = [
  'public',
  'plans:read',
  'plans:write',
  'executions:read',
  /** Drills and their clean-up. */
  'executions:start',
  /** What is not a drill: recovery, failback, rollback. Asked for beside `executions:start`. */
  'executions:start-recovery',
  'executions:control',
  /** Taking executions away from the engine that has them. */
  'executions:take-over',
  'gates:resolve',
  /** Every answer at a gate but approve and reject. Asked for beside `gates:resolve`. */
  'gates:decide',
  'evidence:read',
  'accounts:read',
  'accounts:write',
  'adapters:read',
  'adapters:write',
  'configuration:write',
] as const;

export type Permission = (typeof PERMISSIONS)[number];
