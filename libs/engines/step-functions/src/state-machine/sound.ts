import type { Scope, State, StateMachineDefinition } from './asl.ts';
import { nextOf } from './scopes.ts';

/** A definition that AWS would refuse, or that would not run to its end. Thrown while building; it means a bug here. */
export class UnsoundStateMachineError extends Error {
  override readonly name = 'UnsoundStateMachineError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`the state machine is not sound: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

/** `CreateStateMachine` takes up to 1 MB, and names of up to 80 characters. */
const MAX_DEFINITION_BYTES = 1_048_576;
const MAX_NAME_LENGTH = 80;

/**
 * The definition, when every transition leads to a state of its own scope, every state is reached, names are unique in
 * the whole machine, each task beats more often than it times out, and the whole is small enough.
 *
 * @throws {@link UnsoundStateMachineError}
 */
export function sound(definition: StateMachineDefinition): StateMachineDefinition {
  const scopes = scopesIn(definition);
  const faults = [
    ...scopes.flatMap(transitionFaults),
    ...nameFaults(scopes.flatMap(({ States }) => Object.keys(States))),
    ...scopes.flatMap(({ States }) => Object.entries(States).flatMap(stateFaults)),
    ...sizeFaults(definition),
  ];
  if (faults.length > 0) throw new UnsoundStateMachineError(faults);
  return definition;
}

/** A scope and all those inside of its Maps. */
const scopesIn = (outer: Scope): readonly Scope[] => [
  outer,
  ...Object.values(outer.States).flatMap((state) => (state.Type === 'Map' ? scopesIn(state.ItemProcessor) : [])),
];

function transitionFaults({ StartAt, States }: Scope): readonly string[] {
  const reached = new Set([StartAt]);
  const missing: string[] = StartAt in States ? [] : [`there is no state "${StartAt}" to start at`];
  for (const name of reached) {
    const state = States[name];
    if (state === undefined) continue;
    for (const next of nextOf(state)) {
      if (!(next in States)) missing.push(`state "${name}" leads to "${next}", which is not there`);
      reached.add(next);
    }
  }
  const stranded = Object.keys(States).filter((name) => !reached.has(name));
  return [...missing, ...stranded.map((name) => `no state leads to "${name}"`)];
}

function nameFaults(names: readonly string[]): readonly string[] {
  const counts = Map.groupBy(names, (name) => name);
  return [...counts].flatMap(([name, all]) => [
    ...(all.length > 1 ? [`there are ${all.length} states "${name}"`] : []),
    ...(name.length > MAX_NAME_LENGTH ? [`the name "${name}" is longer than ${MAX_NAME_LENGTH} characters`] : []),
  ]);
}

function stateFaults([name, state]: readonly [string, State<string>]): readonly string[] {
  if (state.Type === 'Choice' && state.Choices.length === 0) return [`state "${name}" has nothing to choose from`];
  if (state.Type !== 'Task' || state.HeartbeatSeconds < state.TimeoutSeconds) return [];
  const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = state;
  return [`state "${name}" has a heartbeat of ${heartbeat} s, which is not shorter than its time-out of ${timeout} s`];
}

function sizeFaults(definition: StateMachineDefinition): readonly string[] {
  const bytes = new TextEncoder().encode(JSON.stringify(definition)).length;
  return bytes > MAX_DEFINITION_BYTES ? [`it has ${bytes} bytes, and AWS takes ${MAX_DEFINITION_BYTES}`] : [];
}
