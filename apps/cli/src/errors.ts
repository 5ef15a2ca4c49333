import type { PlanFault } from '@breakwater/core';

/** What was typed, or a file that it names, cannot be used: exit code 2. The message says what and how to mend it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** A file was read and has faults, each at its place: exit code 2. */
export class FileFaultsError extends Error {
  override readonly name = 'FileFaultsError';
  readonly file: string;
  readonly faults: readonly PlanFault[];
  constructor(file: string, faults: readonly PlanFault[], options?: ErrorOptions) {
    super(`${file} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`, options);
    this.file = file;
    this.faults = faults;
  }
}

/** A server, a simulator or AWS does not answer: exit code 3. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** A command that the interface names and this build does not have: exit code 2. */
export class NotBuiltError extends Error {
  override readonly name = 'NotBuiltError';
  constructor(command: string, instead?: string) {
    super(`${command} is not built yet${instead === undefined ? '' : `: ${instead}`}`);
  }
}
