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
  /** BREAKWATER_AWS_ENDPOINT: one address for all AWS services. */
  readonly awsEndpoint?: string;
}
