import { pino, type DestinationStream } from 'pino';

/** A log file that only its owner reads; lines are written as they come, so that a crash loses none. */
export const fileDestination = (file: string): DestinationStream =>
  pino.destination({ dest: file, append: true, mkdir: true, mode: 0o600, sync: true });
