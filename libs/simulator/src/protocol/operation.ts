import type { FaultStrike } from '../faults/fault-book.ts';
import type { Caller } from '../world/identity.ts';
import type { Place, World } from '../world/world.ts';

/** One call that has been admitted: who asks, where, when. */
export interface Call {
  readonly world: World;
  /** The caller's account in the Region of the signature. */
  readonly place: Place;
  readonly caller: Caller;
  /** Simulated epoch milliseconds. */
  readonly now: number;
  /** Faults that change what the call does; those that end it never get here. */
  readonly strikes: readonly FaultStrike[];
  /** @throws {@link ServiceError} in the service's words when the caller may not do this as well */
  readonly require: (action: string) => void;
  /** Notes what a write did, for the simulator's own log. */
  readonly note: (resource: string, effect: string) => void;
}

/** A request whose input has been read and checked. */
export interface ReadCall {
  /** Ids that the request names. */
  readonly resources: readonly string[];
  /** @returns the answer, in the form that the service's protocol writes */
  readonly run: (call: Call) => Answer;
}

/** Members of an answer; undefined ones are left out. */
export type Answer = Readonly<Record<string, unknown>>;

/** One operation of a service. `Raw` is what its protocol reads from the wire. */
export interface Operation<Raw> {
  readonly name: string;
  /** Whether it can change anything; such calls are logged. */
  readonly writes: boolean;
  /** Whether a policy has to allow it; only GetCallerIdentity needs none. */
  readonly needsPermission: boolean;
  /** Whether it begins work that can be late or stuck. */
  readonly startsJob: boolean;
  /** Whether that work has parts, some of which can fail. */
  readonly hasParts: boolean;
  readonly successStatus: number;
  /** @throws {@link ServiceError} when the input is not valid */
  readonly read: (raw: Raw) => ReadCall;
  /** Puts an unknown word where the answer has a status; only for the given server, if one is given. */
  readonly rewriteStatus?: (answer: Answer, word: string, server: string | undefined) => Answer;
}

/** How an operation is written down. */
export interface OperationDefinition<Raw, Input> {
  readonly name: string;
  readonly writes?: boolean;
  readonly needsPermission?: boolean;
  readonly startsJob?: boolean;
  /** Default: as `startsJob`. */
  readonly hasParts?: boolean;
  readonly successStatus?: number;
  readonly input: (raw: Raw) => Input;
  readonly resources?: (input: Input) => readonly string[];
  readonly run: (call: Call, input: Input) => Answer;
  readonly rewriteStatus?: (answer: Answer, word: string, server: string | undefined) => Answer;
}

/** Ties an operation's input to what it does with it. */
export function defineOperation<Raw, Input>(definition: OperationDefinition<Raw, Input>): Operation<Raw> {
  const { name, input, resources, run, rewriteStatus } = definition;
  return {
    name,
    writes: definition.writes ?? false,
    needsPermission: definition.needsPermission ?? true,
    startsJob: definition.startsJob ?? false,
    hasParts: definition.hasParts ?? definition.startsJob ?? false,
    successStatus: definition.successStatus ?? 200,
    read: (raw) => {
      const value = input(raw);
      return { resources: resources?.(value) ?? [], run: (call) => run(call, value) };
    },
    ...(rewriteStatus === undefined ? {} : { rewriteStatus }),
  };
}
