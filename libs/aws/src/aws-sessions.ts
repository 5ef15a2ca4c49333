import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import {
  AccountAccessError,
  type AccountRepository,
  type AwsClients,
  type AwsClientSettings,
  type AwsSessions,
  type Log,
  type Target,
} from '@breakwater/core';
import { CallLedger } from './call-ledger.ts';
import { hubStsClient, STS } from './client-kinds.ts';
import { ClientPool } from './client-pool.ts';
import { errorText } from './faults.ts';
import { refreshingCredentials, type CredentialsProvider } from './refreshing-credentials.ts';
import { roleSessionName, sourceIdentityOf } from './session-names.ts';
import { assumeSpokeRole, type SpokeSession } from './spoke-role.ts';

/** Attempts of a call that may be repeated, the first included; the SDK waits between them with jitter. */
const MAX_ATTEMPTS = 4;
/** AWS asks to renew some minutes early; a running call must not outlive its credentials. */
const REFRESH_EARLY_SECONDS = 300;
const REQUEST_TIMEOUT_MILLISECONDS = 10_000;
/** Sessions of executions that are kept ready. Older ones are opened anew when somebody asks for them again. */
const KEPT_SESSIONS = 64;

export interface AwsSessionsOptions {
  /** Where roles are assumed: the hub's Region, which must not be one that is evacuated. */
  readonly hubRegion: string;
  readonly accounts: AccountRepository;
  /** One URL for all services; absent: AWS's own. */
  readonly endpoint?: string;
  /** The hub's own credentials. @default the SDK's chain: environment, shared files, container, instance */
  readonly hubCredentials?: CredentialsProvider;
  /** IAM policy document that narrows every spoke session to what the adapters of this process do. */
  readonly adapterSessionPolicy?: string;
  /** Wall milliseconds that one attempt of a call may take; keep it well inside a step's lease. @default 10000 */
  readonly requestTimeoutMilliseconds?: number;
  /** Wall time in epoch milliseconds, for credentials' expiry. @default the system's */
  readonly wallNow?: () => number;
  readonly log: Log;
}

type Opening = Parameters<AwsSessions['open']>[0];

/**
 * Sessions from the hub into the spokes: hub credentials, the spoke's role with external id, session name and source
 * identity of the execution, renewed while the execution runs. All executions' sessions are kept until `close`.
 */
export function createAwsSessions(options: AwsSessionsOptions): AwsSessions {
  const pools = new Map<string, ClientPool>();
  const hub = hubStsClient({ ...commonSettings(options), region: options.hubRegion }, options.hubCredentials);
  let closed = false;

  const poolOf = (opening: Opening): ClientPool => {
    const key = `${opening.executionId} ${opening.sourceIdentity}`;
    const pool = pools.get(key) ?? new ClientPool(spokeSettings(options, hub, opening));
    pools.delete(key);
    pools.set(key, pool);
    forgetOldest(pools);
    return pool;
  };

  return {
    open(opening) {
      if (closed) throw new Error('the AWS sessions are closed: the process is shutting down');
      return clientsOf(poolOf(opening));
    },
    async close() {
      closed = true;
      for (const pool of pools.values()) pool.close();
      pools.clear();
      hub.destroy();
    },
  };
}

/** The oldest may still be in use, so it is only let go of: its idle connections end with AWS's keep-alive. */
function forgetOldest(pools: Map<string, ClientPool>): void {
  const [oldest] = pools.keys();
  if (pools.size > KEPT_SESSIONS && oldest !== undefined) pools.delete(oldest);
}

function clientsOf(pool: ClientPool): AwsClients {
  const ledger = new CallLedger();
  const clients: AwsClients = {
    client: (kind, target) => ledger.counted(kind.service, pool.client(kind, target)),
    whoAmI: (target, signal) => whoAmI(clients, target, signal),
    usage: () => ledger.usage(),
  };
  return clients;
}

async function whoAmI(clients: AwsClients, target: Target, signal: AbortSignal) {
  const answer = await clients
    .client(STS, target)
    .send(new GetCallerIdentityCommand({}), { abortSignal: signal })
    .catch((error: unknown) => {
      if (error instanceof AccountAccessError || signal.aborted) throw error;
      const message = `cannot ask ${target.region} who we are in account ${target.account}: ${errorText(error)}`;
      throw new AccountAccessError(target, message, { cause: error });
    });
  if (answer.Account !== target.account || answer.Arn === undefined) {
    const where = answer.Account ?? 'an unnamed account';
    throw new AccountAccessError(
      target,
      `the role of account ${target.account} leads into ${where}: correct its role ARN`,
    );
  }
  return { account: answer.Account, arn: answer.Arn };
}

const commonSettings = (options: AwsSessionsOptions) => ({
  ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
  maxAttempts: MAX_ATTEMPTS,
  requestTimeoutMilliseconds: options.requestTimeoutMilliseconds ?? REQUEST_TIMEOUT_MILLISECONDS,
  userAgent: 'breakwater',
});

function spokeSettings(options: AwsSessionsOptions, hub: STSClient, opening: Opening) {
  const session: SpokeSession = {
    roleSessionName: roleSessionName(opening.executionId),
    sourceIdentity: sourceIdentityOf(opening.sourceIdentity),
    ...(options.adapterSessionPolicy !== undefined && { policy: options.adapterSessionPolicy }),
  };
  // A role's credentials serve every Region of its account.
  const byAccount = new Map<string, CredentialsProvider>();
  const credentialsFor = (target: Target): CredentialsProvider => {
    const known = byAccount.get(target.account);
    if (known !== undefined) return known;
    const provider = refreshingCredentials(() => assumeSpokeRole(hub, options.accounts, target, session), {
      earlySeconds: REFRESH_EARLY_SECONDS,
      now: options.wallNow ?? Date.now,
      onLateRefresh: (err) => options.log.warn({ err, account: target.account }, 'credentials not renewed yet'),
    });
    byAccount.set(target.account, provider);
    return provider;
  };
  return (target: Target): AwsClientSettings => ({
    ...commonSettings(options),
    region: target.region,
    credentials: credentialsFor(target),
  });
}
