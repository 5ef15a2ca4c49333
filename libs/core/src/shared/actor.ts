/** The roles that the product knows; the permissions each has stand in the service's table. */
export const ROLES = [
  'admin',
  'recovery-manager',
  'plan-manager',
  'operator',
  'approver',
  'auditor',
  'read-only',
] as const;

export type Role = (typeof ROLES)[number];

/**
 * Who did something, and how sure we are of it. Every event names one.
 * `system` is the product itself; `simulated` stands in for a second person and exists only in simulated runs.
 */
export interface Actor {
  /** `<issuer>:<name>`, for instance `local:ana`, `system:engine`. */
  readonly subject: string;
  readonly assurance: 'local' | 'oidc' | 'iam' | 'system' | 'simulated';
  readonly roles: readonly Role[];
}

export const SYSTEM_ACTOR: Actor = { subject: 'system:engine', assurance: 'system', roles: [] };
