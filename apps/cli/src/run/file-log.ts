import { appendFileSync } from 'node:fs';
import type { Log } from '@breakwater/core';

type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * One JSON object a line, appended to a file that only its owner reads: the screen belongs to progress.
 */
export function fileLog(file: string, now: () => Date = () => new Date(), bound: object = {}): Log {
  const write = (level: Level) => (fields: object, message: string) => {
    const line = JSON.stringify({ level, time: now().toISOString(), ...bound, ...fields, message }, errorAsFields);
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  };
  return {
    debug: () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => fileLog(file, now, { ...bound, ...fields }),
  };
}

const errorAsFields = (_key: string, value: unknown): unknown =>
  value instanceof Error ? { name: value.name, message: value.message, stack: value.stack, cause: value.cause } : value;
