import type { Static, TObject, TProperties, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** What is wrong with one setting; never its value, which may be a secret. */
export interface ConfigFault {
  readonly name: string;
  readonly message: string;
}

/** The process cannot start with this configuration. Names every fault, not the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[], options?: ErrorOptions) {
    super(`the configuration has ${faults.length} faults: ${faults.map(describeFault).join('; ')}`, options);
    this.faults = faults;
  }
}

const describeFault = ({ name, message }: ConfigFault) => `${name} ${message}`;

/**
 * Reads the settings that a schema names, and only those, from an environment. Texts become numbers and booleans where the
 * schema wants them, an empty text counts as absent, defaults fill what is missing. The result is frozen.
 *
 * @param env - usually `process.env`, which only a `main.ts` touches
 * @throws ConfigError naming every setting that is missing or does not fit
 */
export function readConfig<Properties extends TProperties>(
  schema: TObject<Properties>,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Static<TObject<Properties>>> {
  const given = Object.keys(schema.properties).flatMap((name) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const candidate = Value.Convert(schema, Value.Default(schema, Object.fromEntries(given)));
  if (!Value.Check(schema, candidate)) throw new ConfigError(faultsOf(schema, candidate));
  return Object.freeze(candidate);
}

function faultsOf(schema: TObject, candidate: unknown): ConfigFault[] {
  const members = isRecord(candidate) ? candidate : {};
  const required: readonly string[] = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).flatMap(([name, setting]: [string, TSchema]) => {
    if (!(name in members)) return required.includes(name) ? [{ name, message: 'is missing' }] : [];
    const messages = Value.Errors(setting, members[name]).map((error) => error.message);
    return messages.length === 0 ? [] : [{ name, message: messages.join(' and ') }];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
