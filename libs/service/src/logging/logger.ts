import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

/** The net below the rule to choose fields: what must never be read in a log, one level deep and at the top. */
const SECRETS = [
  'authorization',
  'token',
  'secret',
  'password',
  'secretAccessKey',
  'sessionToken',
  'externalId',
  'privateKey',
];

export interface LoggerOptions {
  readonly service: string;
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Standard output unless told. */
  readonly destination?: DestinationStream;
}

/** JSON lines; a {@link Log} of the core as it is. */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    base: { service },
    level,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
