import type { AwsUsage } from '../adapter/resource-outcome.ts';
import type { ExecutionId } from '../shared/ids.ts';
import type { Mode } from '../shared/modes.ts';
import type { Target } from '../shared/target.ts';

/**
 * A kind of client: the core knows none. `@breakwater/aws` has one for each service we use; a third-party adapter can
 * define its own.
 */
export interface AwsClientKind<Client> {
  /** The service's signing name, for instance `drs`. */
  readonly service: string;
  create(settings: AwsClientSettings): Client;
}

/** What the factory hands to a kind. `credentials` is a provider that refreshes itself; never keep its result. */
export interface AwsClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
    readonly expiration?: Date;
  }>;
  /** Attempts of one call, the first included, for what is safe to repeat. */
  readonly maxAttempts: number;
  readonly requestTimeoutMilliseconds: number;
  readonly userAgent: string;
}

/** Clients of one execution: its name is in the session, so that CloudTrail tells who did what. */
export interface AwsClients {
  client<Client>(kind: AwsClientKind<Client>, target: Target): Client;
  /**
   * Who we are in a target account, from AWS itself.
   *
   * @throws AccountAccessError when the role cannot be assumed
   */
  whoAmI(target: Target, signal: AbortSignal): Promise<{ readonly account: string; readonly arn: string }>;
  /** The calls made through these clients so far. */
  usage(): AwsUsage;
}

/** Opens the clients of an execution; the underlying sessions and connections are shared and kept. */
export interface AwsSessions {
  open(session: {
    readonly executionId: ExecutionId;
    readonly mode: Mode;
    readonly sourceIdentity: string;
  }): AwsClients;
  close(): Promise<void>;
}

/** The role of a target account cannot be assumed, or leads somewhere else. Accepting it would change nothing. */
export class AccountAccessError extends Error {
  override readonly name = 'AccountAccessError';
  readonly target: Target;
  constructor(target: Target, message: string, options?: ErrorOptions) {
    super(message, options);
    this.target = target;
  }
}
