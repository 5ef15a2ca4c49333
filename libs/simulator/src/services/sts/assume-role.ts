import { isoInstant } from '../../clock.ts';
import { commonError, STS_ERRORS } from '../../protocol/common-errors.ts';
import type { Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { newSessionKey } from '../../world/build-world.ts';
import type { Caller, Role } from '../../world/identity.ts';
import { grantOf } from '../../world/identity.ts';
import { matchesWildcards } from '../../world/policy.ts';
import type { AssumeRoleInput } from './assume-role-input.ts';
import { invalid, readAssumeRole } from './assume-role-input.ts';
import { sessionGrant } from './session-policy.ts';

const CHAINED_SESSION_SECONDS = 3_600;
const TRUST_ALLOWS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

export const assumeRole = defineOperation({
  name: 'AssumeRole',
  input: (params: QueryParams) => readAssumeRole(params),
  resources: (input) => [input.roleArn],
  run: (call, input) => {
    const role = trustedRole(call, input);
    checkDuration(call.caller, role, input);
    const sourceIdentity = sourceIdentityOf(call.caller, input);
    const key = newSessionKey();
    const session = sessionOf(role, input, sourceIdentity);
    // Credentials live in wall time: signatures and SDK refreshes know no other.
    const expiresAt = call.world.wall.now() + input.durationSeconds * 1000;
    call.world.credentials.set(key.accessKeyId, { ...key, expiresAt, caller: session });
    return {
      Credentials: {
        AccessKeyId: key.accessKeyId,
        SecretAccessKey: key.secretAccessKey,
        SessionToken: key.sessionToken,
        Expiration: isoInstant(expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
      ...(input.policy === undefined ? {} : { PackedPolicySize: Math.ceil(input.policy.length / 20.48) }),
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    };
  },
});

/** A missing role, a trust policy that says no and a wrong external id all look the same. */
function trustedRole({ world, caller, require }: Call, input: AssumeRoleInput): Role {
  const role = world.roles.get(input.roleArn);
  const actions = [
    'sts:AssumeRole',
    ...(input.tagCount > 0 ? ['sts:TagSession'] : []),
    ...(input.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  for (const action of actions) require(action);
  if (role && trusts(role, caller, input, actions)) return role;
  const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.roleArn}`;
  throw commonError(STS_ERRORS, 'accessDenied', message);
}

function trusts({ spec }: Role, caller: Caller, input: AssumeRoleInput, actions: readonly string[]): boolean {
  const root = `arn:aws:iam::${caller.accountId}:root`;
  const names = [root, caller.principalArn, caller.arn];
  const isTrusted = spec.trusts.some((principal) => principal === '*' || names.includes(principal));
  const hasExternalId = spec.externalId === undefined || spec.externalId === input.externalId;
  const allowed = spec.trustAllows ?? TRUST_ALLOWS;
  return (
    isTrusted &&
    hasExternalId &&
    actions.every((action) => allowed.some((pattern) => matchesWildcards(pattern, action)))
  );
}

function checkDuration(caller: Caller, { spec }: Role, { durationSeconds }: AssumeRoleInput): void {
  if (caller.isSession && durationSeconds > CHAINED_SESSION_SECONDS) {
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.');
  }
  if (durationSeconds > (spec.maxSessionSeconds ?? CHAINED_SESSION_SECONDS)) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

/** A source identity stays through a chain and cannot be changed. */
function sourceIdentityOf(caller: Caller, input: AssumeRoleInput): string | undefined {
  if (caller.sourceIdentity === undefined) return input.sourceIdentity;
  if (input.sourceIdentity !== undefined && input.sourceIdentity !== caller.sourceIdentity) {
    throw commonError(
      STS_ERRORS,
      'accessDenied',
      'The source identity of a session cannot be changed by role chaining',
    );
  }
  return caller.sourceIdentity;
}

function sessionOf(role: Role, input: AssumeRoleInput, sourceIdentity: string | undefined): Caller {
  return {
    accountId: role.accountId,
    arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.spec.name}/${input.sessionName}`,
    principalArn: role.arn,
    userId: `${role.id}:${input.sessionName}`,
    isSession: true,
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    grants: [grantOf(role.spec), ...(input.policy === undefined ? [] : [sessionGrant(input.policy)])],
  };
}
