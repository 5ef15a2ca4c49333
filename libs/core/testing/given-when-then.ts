import assert from 'node:assert/strict';
import {
  type Actor,
  decide,
  type Execution,
  type ExecutionCommand,
  type ExecutionEvent,
  type ExecutionEventBody,
  type ExecutionRefusal,
  fold,
  type Instant,
} from '@breakwater/core';
import { anActor } from './builders/people.ts';
import { T0 } from './clock/virtual-clock.ts';

type Unsigned<Command> = Command extends unknown ? Omit<Command, 'by'> : never;

/** A command without its actor, who is {@link anActor} unless {@link When.when} is told. */
export type UnsignedCommand = Unsigned<ExecutionCommand>;

/** Who says it and when; {@link anActor} at T0 by default. */
export interface Circumstances {
  readonly by?: Actor;
  readonly at?: Instant;
}

/** An execution with a history, before a command. */
export interface When {
  readonly state: Execution;
  readonly events: readonly ExecutionEvent[];
  when(command: UnsignedCommand, circumstances?: Circumstances): Then;
  /** The history after commands that must be accepted, one after the other. */
  after(...commands: readonly (UnsignedCommand | readonly [UnsignedCommand, Circumstances])[]): When;
}

/** What the command led to. Its assertions are Node's own, so that this file loads outside Jest too. */
export interface Then {
  /** Accepted, with exactly these events; only what is given of each is compared. */
  then(...events: readonly EventSketch[]): When;
  /** Accepted, whatever it changed. */
  thenAccepted(): When;
  /** Accepted, and nothing changed. */
  thenNothing(): When;
  thenRejected(refusal: Partial<ExecutionRefusal> & Pick<ExecutionRefusal, 'code'>): void;
}

/** Members of an event that a specification cares about. */
export type EventSketch = {
  readonly [Type in ExecutionEventBody['type']]: { readonly type: Type } & Partial<
    Omit<Extract<ExecutionEvent, { type: Type }>, 'type'>
  >;
}[ExecutionEventBody['type']];

/** Specifies the execution's decider: a history, a command, and the events or the refusal that must follow. */
export function given(...history: readonly (ExecutionEvent | readonly ExecutionEvent[])[]): When {
  const events = history.flat();
  const state = fold(events);
  return {
    state,
    events,
    when: (command, { by = anActor(), at = T0 } = {}) => outcomeOf(events, state, { ...command, by }, at),
    after: (...commands) =>
      commands.reduce<When>((history, entry) => {
        const [command, circumstances] = isWithCircumstances(entry) ? entry : [entry, {}];
        return history.when(command, circumstances).thenAccepted();
      }, given(events)),
  };
}

const isWithCircumstances = (
  entry: UnsignedCommand | readonly [UnsignedCommand, Circumstances],
): entry is readonly [UnsignedCommand, Circumstances] => Array.isArray(entry);

function outcomeOf(events: readonly ExecutionEvent[], state: Execution, command: ExecutionCommand, now: Instant): Then {
  const decision = decide(state, command, now);
  const accepted = (): readonly ExecutionEvent[] => {
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.error.code}, ${decision.error.message}`);
    return decision.value;
  };
  return {
    then: (...expected) => {
      const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);
      assert.deepEqual(types(accepted()), types(expected));
      assert.partialDeepStrictEqual(accepted(), expected);
      return given(events, accepted());
    },
    thenAccepted: () => given(events, accepted()),
    thenNothing: () => {
      assert.deepEqual(accepted(), []);
      return given(events);
    },
    thenRejected: (refusal) => {
      assert.equal(decision.ok, false, `${command.type} was accepted: ${JSON.stringify(decision)}`);
      assert.partialDeepStrictEqual(decision, { ok: false, error: refusal });
    },
  };
}
