import type { Application } from '@breakwater/application';
import type {
  AccountRepository,
  AdapterRegistry,
  Clock,
  ExecutionEngine,
  Feed,
  PlanFault,
  PlanRepository,
  RecoveryPlan,
  Result,
  Role,
} from '@breakwater/core';
import type { StoreChoice } from '@breakwater/hosting';

/** Which simulator stands in for AWS: one of this process's own, or one that runs already. */
export type Simulate =
  | {
      readonly kind: 'estate';
      readonly file: string;
      readonly seed?: number;
      /** Simulated seconds per second; the estate's own when absent. */
      readonly speed?: number;
    }
  | { readonly kind: 'running'; readonly url: string };

export interface EmbeddedOptions {
  /** Holds the local key, and the database where that is a file; made when missing. */
  readonly dataDir: string;
  readonly simulate?: Simulate;
  /** One address for all AWS services, instead of AWS's own. */
  readonly endpoint?: string;
  /** Where roles are assumed when AWS is real. @default us-west-2 */
  readonly hubRegion?: string;
  /** Wall seconds that a worker's lease on a step lasts without renewal. @default 10 */
  readonly leaseSeconds?: number;
  /** What keeps the executions. @default a file in the data folder */
  readonly store?: StoreChoice;
  /** Where the tables are, if they are. @default AWS's own */
  readonly dynamoDbEndpoint?: string;
  /** Tells this hub's engine from others on the same store. @default embedded */
  readonly engineName?: string;
}

/** A simulator that this process talks to. */
export interface SimulatorHandle {
  readonly url: string;
  /** Simulated seconds per second. */
  readonly speed: number;
}

/** Signs tokens with the data folder's local key. */
export interface TokenAuthority {
  issueToken(request: {
    readonly subject: string;
    readonly roles: readonly Role[];
    readonly lifetimeSeconds: number;
  }): Promise<string> | string;
}

/** The REST API, ready to listen. */
export interface ApiServer {
  /** @returns the address it listens on, such as `http://127.0.0.1:8080` */
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

/** Stores, AWS, adapters, engine and application in one process. Nothing runs until an execution is started or gone on with. */
export interface Embedded {
  readonly application: Application;
  readonly plans: PlanRepository;
  readonly accounts: AccountRepository;
  readonly adapters: AdapterRegistry;
  readonly engine: ExecutionEngine & {
    /** Goes on with every unfinished execution that is this engine's own. @returns how many there are */
    resumeUnfinished(): Promise<number>;
  };
  /** Domain time; scaled when simulated. */
  readonly clock: Clock;
  readonly feed: Feed;
  readonly simulator?: SimulatorHandle;
  readonly simulated: boolean;
  readonly authority: TokenAuthority;
  buildApi(): Promise<ApiServer>;
  /** Cleans up drills as they expire, until it is closed. */
  startSweeping(): void;
  /** Stops the engine, then closes what is open. Nothing is lost. */
  close(): Promise<void>;
}

/** Adapters of other makers that the process is to run with. */
export interface PluginSettings {
  /** Names of their packages, separated by commas. */
  readonly adapterPackages: string;
  /** Where the packages are looked for. */
  readonly folder: string;
}

/** The part of the composition root that needs every adapter. */
export type FullRoot = Pick<CompositionRoot, 'installedAdapters' | 'checkPlanText' | 'composeEmbedded'>;

/**
 * What the commands need of the world. The composition root gives it; tests give their own.
 *
 * Every function throws `InputError` or `FileFaultsError` for what the user can mend and `UnreachableError` for what does
 * not answer.
 */
export interface CompositionRoot {
  /** The technologies of this build, and those that were plugged in; needs neither AWS nor a data folder. */
  installedAdapters(): Promise<AdapterRegistry>;
  /** Reads and checks a plan against the installed adapters, offline. */
  checkPlanText(text: string, sourceName: string): Promise<Result<RecoveryPlan, readonly PlanFault[]>>;
  composeEmbedded(options: EmbeddedOptions): Promise<Embedded>;
  /** The simulator alone. */
  startSimulator(options: {
    readonly file: string;
    readonly port: number;
    readonly seed?: number;
    readonly speed?: number;
  }): Promise<SimulatorHandle & { close(): Promise<void> }>;
  /** The local key of a data folder; made when missing. */
  openAuthority(dataDir: string): Promise<TokenAuthority>;
}
