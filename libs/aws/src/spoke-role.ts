import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { AccountAccessError, type Account, type AccountRepository, type Target } from '@breakwater/core';
import { errorText, faultOf } from './faults.ts';
import type { SessionCredentials } from './refreshing-credentials.ts';

/** The hub's task role is an assumed role itself, and AWS caps what it assumes in turn at one hour. */
const ROLE_CHAINING_CAP_SECONDS = 3_600;

/** Who enters a spoke, as CloudTrail will tell it. */
export interface SpokeSession {
  readonly roleSessionName: string;
  readonly sourceIdentity: string;
  /** An IAM policy document that narrows the session to what adapters need. */
  readonly policy?: string;
}

/**
 * Assumes the spoke role of a target's account.
 *
 * @throws AccountAccessError when the account is not registered, or its role cannot be assumed; the message says what
 * was tried, `cause` is AWS's error
 */
export async function assumeSpokeRole(
  sts: STSClient,
  accounts: AccountRepository,
  target: Target,
  session: SpokeSession,
): Promise<SessionCredentials> {
  const account = await accounts.find(target.account);
  if (account === undefined) {
    throw new AccountAccessError(
      target,
      `account ${target.account} is not registered with this hub: register it first`,
    );
  }
  const { Credentials: granted } = await sts.send(assumeRoleCommand(account, session)).catch((error: unknown) => {
    throw new AccountAccessError(target, refusal(account, session, error), { cause: error });
  });
  if (granted?.AccessKeyId === undefined || granted.SecretAccessKey === undefined) {
    throw new AccountAccessError(target, `sts:AssumeRole of ${account.roleArn} answered without credentials`);
  }
  return {
    accessKeyId: granted.AccessKeyId,
    secretAccessKey: granted.SecretAccessKey,
    ...(granted.SessionToken !== undefined && { sessionToken: granted.SessionToken }),
    ...(granted.Expiration !== undefined && { expiration: granted.Expiration }),
  };
}

const assumeRoleCommand = (account: Account, { roleSessionName, sourceIdentity, policy }: SpokeSession) =>
  new AssumeRoleCommand({
    RoleArn: account.roleArn,
    RoleSessionName: roleSessionName,
    SourceIdentity: sourceIdentity,
    DurationSeconds: ROLE_CHAINING_CAP_SECONDS,
    ...(account.externalId !== undefined && { ExternalId: account.externalId }),
    ...(policy !== undefined && { Policy: policy }),
  });

function refusal(account: Account, session: SpokeSession, error: unknown): string {
  const externalId = account.externalId === undefined ? 'without an external id' : "with the account's external id";
  const tried = `sts:AssumeRole of ${account.roleArn} as ${session.roleSessionName} ${externalId}`;
  // AWS gives one answer for a missing role, a wrong trust policy, a wrong external id and an organization's policy.
  const advice =
    faultOf(error) === 'refused'
      ? ': check that the role exists, trusts the hub role for AssumeRole and SetSourceIdentity, and expects this external id'
      : '';
  return `cannot enter account ${account.account}: ${tried} failed with ${errorText(error)}${advice}`;
}
