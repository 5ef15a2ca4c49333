import type { Static, TObject, TProperties } from 'typebox';
import { ConfigError, readConfig } from '@breakwater/service';

/** What a service needs of its process to start. */
export interface StartingProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stderr: { write(text: string): unknown };
  exit(code: number): never;
}

/**
 * A service's settings from its environment. With faults it names all of them, without a stack, since whoever starts the
 * service has to read it, and ends the process with exit code 2.
 */
export function configuration<Properties extends TProperties>(
  schema: TObject<Properties>,
  starting: StartingProcess,
): Readonly<Static<TObject<Properties>>> {
  try {
    return readConfig(schema, starting.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { name, message } of error.faults) starting.stderr.write(`${name} ${message}\n`);
    return starting.exit(2);
  }
}
