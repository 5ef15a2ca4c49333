/**
 * - `damaged`: the file is no database any more, or parts of it cannot be read.
 * - `foreign`: it is a database, but not one of ours.
 * - `newer`: a later version of the product has written it.
 * - `busy`: another process has held it for longer than we wait.
 * - `unavailable`: the disk is full, read-only or failing, or the file may not be opened.
 */
export type StoreTrouble = 'damaged' | 'foreign' | 'newer' | 'busy' | 'unavailable';

const ADVICE: Readonly<Record<StoreTrouble, string>> = {
  damaged: 'stop, keep the file and its -wal for inspection, and restore a copy',
  foreign: 'name another file',
  newer: 'run the version of the product that wrote it, or a later one',
  busy: 'see which other process holds it',
  unavailable: 'check the disk, and who may read and write the file',
};

/** The store's file cannot be used; what is in it stays as it is. */
export class StoreUnusableError extends Error {
  override readonly name = 'StoreUnusableError';
  readonly file: string;
  readonly trouble: StoreTrouble;
  constructor(file: string, trouble: StoreTrouble, reason: string, options?: ErrorOptions) {
    super(`the store ${file} is ${trouble} (${reason}): ${ADVICE[trouble]}`, options);
    this.file = file;
    this.trouble = trouble;
  }
}
