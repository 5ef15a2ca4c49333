import type { RoleSpec } from '../estate/estate-schema.ts';
import type { Grant } from './policy.ts';
import { permits } from './policy.ts';

/** Who signs requests: an IAM user, or a session of a role. */
export interface Caller {
  readonly accountId: string;
  /** As GetCallerIdentity says it: `arn:aws:iam::…:user/…` or `arn:aws:sts::…:assumed-role/Role/session`. */
  readonly arn: string;
  /** The user or role itself, with its path: what trust policies name. */
  readonly principalArn: string;
  readonly userId: string;
  /** A role's session; assuming another role with it is role chaining. */
  readonly isSession: boolean;
  readonly sourceIdentity?: string;
  /** Every grant must permit a call: the principal's own, and a session policy if there is one. */
  readonly grants: readonly Grant[];
}

export function may(caller: Caller, action: string): boolean {
  return caller.grants.every((grant) => permits(grant, action));
}

/** A key that requests are signed with. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Wall time in epoch milliseconds; absent for what does not expire. */
  readonly expiresAt?: number;
  readonly caller: Caller;
}

/** A role of an account, as the estate describes it. */
export interface Role {
  readonly accountId: string;
  readonly arn: string;
  readonly id: string;
  readonly spec: RoleSpec;
}

export function grantOf(spec: { allow?: readonly string[]; deny?: readonly string[] }): Grant {
  return { allow: spec.allow ?? [], deny: spec.deny ?? [] };
}
