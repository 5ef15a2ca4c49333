import type { CompositionRoot } from './composition/types.ts';
import type { Console } from './console/console.ts';

/** What every command gets. Nothing below reads the process's own environment. */
export interface CommandContext {
  readonly console: Console;
  readonly root: CompositionRoot;
  readonly environment: CliEnvironment;
  /** Aborted by the first Ctrl-C (or a request to end): stop, and leave everything so that it can be gone on with. */
  readonly interrupted: AbortSignal;
  /** The version of the product. */
  readonly version: string;
}

/** What the surroundings say about a host that this process may run. */
export interface HostSettings {
  /** BREAKWATER_AWS_ENDPOINT: one address for all AWS services. */
  readonly endpoint?: string;
  /** BREAKWATER_HUB_REGION: where roles are assumed. */
  readonly hubRegion?: string;
  /** BREAKWATER_LEASE_SECONDS: wall seconds that a worker's lease on a step lasts without renewal. */
  readonly leaseSeconds?: number;
  /** AWS_ENDPOINT_URL_DYNAMODB: where the tables are, instead of AWS's own. */
  readonly dynamoDbEndpoint?: string;
  /** BREAKWATER_ENGINE_NAME: tells this hub's engine from others on the same store. */
  readonly engineName?: string;
}

/** What the surroundings say about this user and machine. */
export interface CliEnvironment {
  /** Who runs the command, without the issuer. */
  readonly userName: string;
  /** Folder that holds this user's settings. */
  readonly configDir: string;
  /** Folder for runs that leave nothing behind. */
  readonly temporaryDir: string;
  readonly workingDir: string;
  /** BREAKWATER_TOKEN */
  readonly token?: string;
  readonly host: HostSettings;
}
