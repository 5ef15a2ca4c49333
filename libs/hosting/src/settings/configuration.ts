import type { Static, TObject, TProperties } from 'typebox';
import { ConfigError, readConfig } from '@breakwater/service';
import { SettingUnusableError } from './setting-unusable.ts';

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

/**
 * Puts a checked configuration to use. What shows only then, such as a plug-in that is not installed, is told as a fault
 * of the configuration is, and ends the process alike.
 */
export async function putToUse<Result>(work: () => Promise<Result>, starting: StartingProcess): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SettingUnusableError)) throw error;
    starting.stderr.write(`${error.message}\n`);
    return starting.exit(2);
  }
}
