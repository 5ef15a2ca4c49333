import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { ServiceError } from './service-error.ts';
import type { Play } from './play.ts';

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What an operation may use. */
export interface OperationContext {
  readonly play: Play;
  readonly place: Place;
  /** Wall seconds that a poll is held open. */
  readonly pollSeconds: number;
  /** Aborted when the caller has gone. */
  readonly gone: AbortSignal;
  /** Whether the reply that hands over a token is to be lost. */
  readonly losesReply: (activityArn: string) => boolean;
}

/** The reply of an operation, or none: then the connection is closed without one. */
export type Reply = object | 'lost';
export type Operation = (input: unknown, context: OperationContext) => Reply | Promise<Reply>;

/**
 * An operation that refuses every member that it does not play, so that no caller takes silence for support.
 *
 * @throws ServiceError `ValidationException` while it runs, naming the first member that is wrong
 */
export function operation<Properties extends TProperties>(
  members: Properties,
  run: (input: Static<ReturnType<typeof exactly<Properties>>>, context: OperationContext) => Reply | Promise<Reply>,
): Operation {
  const schema = exactly(members);
  return (input, context) => run(checked(schema, input), context);
}

const exactly = <Properties extends TProperties>(members: Properties) =>
  Type.Object(members, { additionalProperties: false });

function checked<Schema extends TSchema>(schema: Schema, input: unknown): Static<Schema> {
  if (Value.Check(schema, input)) return input;
  const [first] = Value.Errors(schema, input);
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected at '${first?.instancePath ?? ''}': ${first?.message ?? 'not valid'}`,
  );
}

/** A name of an activity, a machine, an execution or a worker: no white space, brackets, wildcards or special characters. */
export const Name = Type.String({
  pattern: '^[^\\s<>{}\\[\\]?*"#%\\\\^|~`$&,;:/\\u0000-\\u001f\\u007f-\\u009f]{1,80}$',
});
export const Arn = Type.String({ minLength: 1, maxLength: 256 });
export const Payload = Type.String({ maxLength: 262_144 });

export const secondsOf = (milliseconds: number): number => milliseconds / 1_000;

/** @throws ServiceError under the given code when the text is no JSON */
export function parsed(text: string, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError(code, `not valid JSON: ${text.slice(0, 80)}`);
  }
}
