import type { ChildProcess } from 'node:child_process';

/** One run of Jest against an engine. */
export interface Suite {
  /** Folder of the project whose `jest.config.js` runs it. */
  readonly project: string;
  /** What the project calls itself in `jest.config.js`; its counts are written under this name. */
  readonly name: string;
  /** Of the spec files to run. @default all conformance specs of the project */
  readonly pattern?: string;
  /** Takes minutes: runs with `--long` only. */
  readonly isLong?: true;
}

/** A third-party engine, installed by its own package manager and run as a process of its own. */
export interface Engine {
  /** What `--only` and the folder under `.engines/` are called. */
  readonly name: string;
  readonly title: string;
  /** The variable in which the specs read the engine's URL. */
  readonly endpointVariable: string;
  /** Files that decide what is installed, from this folder; another content brings a new installation. */
  readonly pins: readonly string[];
  readonly suites: readonly Suite[];
  /** Command lines that install it into the folder, one after the other. */
  installation(folder: string): readonly CommandLine[];
  /** How it is started from its folder on a loopback address. */
  launch(folder: string): Promise<Launch>;
}

export type CommandLine = readonly [command: string, ...args: string[]];

export interface Launch {
  readonly commandLine: CommandLine;
  /** Beside a PATH and a HOME in the engine's folder; nothing else of this process is handed on. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * The URL once the engine answers there; asked again and again until then.
   *
   * @param output - what it has printed so far
   */
  readonly urlOf: (output: string) => Promise<string | undefined>;
}

/** An engine that answers. */
export interface RunningEngine {
  readonly url: string;
  stop(): Promise<void>;
}

/** Children of this process that must not outlive it. */
export type Children = Set<ChildProcess>;

/** An engine that cannot be had; there is no silence about it, the run fails. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}
