import {
  type Actor,
  actionsAt,
  due,
  type Gate,
  GATE_ACTIONS,
  type GateAction,
  gateId,
  NO_USAGE,
  type ResourceOutcome,
  type StepEnd,
  type StepId,
  stepId,
} from '@breakwater/core';
import fc from 'fast-check';
import { aFailure, anAnswer, anEnd, anOutcome, aPreparation, aRequest, aStart } from '../builders/commands.ts';
import { aStageGraph } from '../builders/stage-graph.ts';
import { RESOURCES } from './graphs.ts';
import { PEOPLE } from './people.ts';
import type { World } from './world.ts';

/** Something that somebody does; what exactly depends on the world it meets. */
export type Move = (world: World) => void;

const aPerson: fc.Arbitrary<Actor> = fc.constantFrom(...PEOPLE);
/** Chooses from a list that is only known later. */
const aChoice = fc.nat({ max: 1000 });
const chosen = <Item>(list: readonly Item[], choice: number): Item | undefined => list[choice % list.length];

/** A move by a name, so that a counterexample can be read. */
const named = <Facts>(name: string, facts: fc.Arbitrary<Facts>, play: (world: World, facts: Facts) => void) =>
  facts.map((found): Move =>
    Object.assign((world: World) => play(world, found), { toString: () => `${name} ${JSON.stringify(found)}` }),
  );

const allSteps = (world: World): readonly StepId[] => Object.keys(world.running?.run.graph.steps ?? {}).map(stepId);

const dueSteps = (world: World): readonly StepId[] =>
  due(world.state, world.now).flatMap((directive) => (directive.kind === 'run-step' ? [directive.stepId] : []));

const startDue = named('start a due step', aChoice, (world, choice) => {
  const step = chosen(dueSteps(world), choice);
  if (step !== undefined) world.submit(aStart(step, world.claim(step)));
});

const startAny = named('start any step', fc.tuple(aChoice, fc.boolean()), (world, [choice, fresh]) => {
  const step = chosen(allSteps(world), choice);
  if (step === undefined) return;
  world.submit(aStart(step, fresh ? world.claim(step) : choice % (world.epochOf(step) + 1)));
});

const anOutcomeState = fc.constantFrom<ResourceOutcome['state']>(
  'succeeded',
  'succeeded',
  'succeeded',
  'failed',
  'unknown',
);

/** Any word of a worker: success, failure, and everything between, with or without resources. */
export const anyEnd: fc.Arbitrary<Partial<StepEnd>> = fc
  .record({
    states: fc.option(fc.tuple(anOutcomeState, anOutcomeState, anOutcomeState), { nil: undefined }),
    failure: fc.constantFrom(undefined, undefined, true, false),
    exercised: fc.boolean(),
  })
  .map(({ states, failure, exercised }): Partial<StepEnd> => {
    const resources = states?.map((state, index) => anOutcome(RESOURCES[index] ?? '', state)) ?? [];
    if (failure === undefined) return { kind: 'succeeded', resources, exercised };
    return { kind: 'failed', resources, exercised, failure: aFailure({ retryable: failure }) };
  });

const endRunning = named('end a running step', fc.tuple(aChoice, anyEnd), (world, [choice, end]) => {
  const { run } = world.running ?? {};
  const step = chosen(
    allSteps(world).filter((id) => run?.steps[id]?.kind === 'running'),
    choice,
  );
  const state = step === undefined ? undefined : run?.steps[step];
  if (step === undefined || state?.kind !== 'running') return;
  world.submit(anEnd(step, end, { attempt: state.attempt, epoch: state.epoch }));
});

const endAny = named(
  'end any step',
  fc.tuple(aChoice, anyEnd, fc.nat(3), fc.nat(3)),
  (world, [choice, end, attempt, epoch]) => {
    const step = chosen(allSteps(world), choice);
    if (step === undefined) return;
    const state = world.running?.run.steps[step];
    const accepted = world.submit(anEnd(step, end, { attempt, epoch }));
    const isItsOwn = state?.kind === 'running' && state.attempt === attempt && state.epoch === epoch;
    if (accepted !== isItsOwn) throw new Error(`an end of epoch ${epoch} was ${accepted ? 'accepted' : 'refused'}`);
  },
);

/** An answer that fits; any at all one time in five. Approval is likelier than rejection. */
const actionFor = (gate: Gate, choice: number): GateAction => {
  const fitting = choice % 5 === 0 ? GATE_ACTIONS : actionsAt(gate);
  const likely = fitting.includes('approve') ? [...fitting, ...Array<'approve'>(4).fill('approve')] : fitting;
  return chosen(likely, Math.floor(choice / 5)) ?? 'approve';
};

const aResolution = fc.record({
  choice: aChoice,
  person: aPerson,
  note: fc.constantFrom('because', 'because', 'because', ''),
  revision: fc.constantFrom(undefined, undefined, 'right' as const, 'wrong' as const),
  minutes: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  only: fc.option(fc.constantFrom('failed' as const, 'all' as const), { nil: undefined }),
});

const answer = named('answer a gate', aResolution, (world, { choice, person, note, revision, minutes, only }) => {
  const gates = Object.values(world.running?.run.gates ?? {});
  const waiting = gates.filter(({ state }) => state.kind === 'waiting');
  const gate = chosen(choice % 5 === 0 ? gates : waiting, choice);
  if (gate === undefined) return void world.submit(anAnswer('constructor', 'skip'), person);
  const command = anAnswer(gate.id, actionFor(gate, choice), {
    note,
    ...(revision === undefined ? {} : { revision: revision === 'right' ? gate.revision : gate.revision + 1 }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(only === undefined ? {} : { only }),
  });
  const accepted = world.submit(command, person);
  const mayBe = gate.state.kind === 'waiting' && revision !== 'wrong' && (command.action === 'approve' || note !== '');
  if (accepted && !mayBe) throw new Error(`${command.action} was accepted at ${gate.id}`);
});

const tick = named('let time pass', fc.constantFrom(0, 1, 30, 90, 300, 3600), (world, seconds) => {
  world.pass(seconds);
  if (world.state.kind !== 'unknown') world.submit({ type: 'tick' });
});

const handOver = named('hand a step over to a person', aChoice, (world, choice) => {
  const step = chosen(choice % 5 === 0 ? allSteps(world) : dueSteps(world), choice);
  if (step === undefined) return;
  const task = { instructions: 'launch it in the console', owner: 'duty-manager', expectedSeconds: 300 };
  world.submit({ type: 'hand-over-step', stepId: step, ...task });
});

const holdOrGo = named(
  'pause or resume',
  fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const),
  (world, type) => {
    world.submit({ type });
  },
);

const cancel = named('cancel', aPerson, (world, person) => {
  world.submit({ type: 'cancel', note: 'not today' }, person);
});

const takeOver = named('take over', fc.constantFrom('embedded', 'elsewhere'), (world, engine) => {
  if (world.running === undefined) return;
  if (!world.submit({ type: 'take-over', engine })) throw new Error('a running execution was not taken over');
});

/** An engine that comes back, or was cut off, goes on as if it had the execution still. */
const goOnWithout = fc
  .tuple(fc.oneof(startDue, endRunning, tick, handOver), fc.integer({ min: 1, max: 2 }))
  .map(([move, epochs]): Move =>
    Object.assign((world: World) => world.behind(epochs, () => move(world)), {
      toString: () => `${epochs} take-overs behind, ${String(move)}`,
    }),
  );

const repeat = named('say something again', aChoice, (world, choice) => {
  const earlier = chosen(world.asked, choice);
  if (earlier !== undefined) world.submit(earlier.command, earlier.by);
});

const outOfPlace = named(
  'say something out of place',
  fc.constantFrom(
    aRequest(),
    { type: 'begin-validation' } as const,
    aPreparation(aStageGraph()),
    aStart('constructor'),
    anEnd('constructor'),
  ),
  (world, command) => {
    if (world.running === undefined) return;
    if (world.submit(command)) throw new Error(`${command.type} was accepted by a running execution`);
  },
);

/** Anything that anybody may do to a running execution, likely things more often. */
export const aMove: fc.Arbitrary<Move> = fc.oneof(
  { arbitrary: startDue, weight: 50 },
  { arbitrary: endRunning, weight: 50 },
  { arbitrary: answer, weight: 50 },
  { arbitrary: tick, weight: 9 },
  { arbitrary: startAny, weight: 6 },
  { arbitrary: endAny, weight: 6 },
  { arbitrary: repeat, weight: 6 },
  { arbitrary: holdOrGo, weight: 6 },
  { arbitrary: handOver, weight: 3 },
  { arbitrary: takeOver, weight: 3 },
  { arbitrary: goOnWithout, weight: 12 },
  { arbitrary: outOfPlace, weight: 3 },
  { arbitrary: cancel, weight: 1 },
);

/** Everything that can be said to an execution that has ended. */
export const lastWords = (world: World) => [
  ...world.asked.map(({ command }) => command),
  ...(['pause', 'resume', 'tick', 'begin-validation'] as const).map((type) => ({ type })),
  { type: 'cancel', note: 'late' } as const,
  { type: 'take-over', engine: 'elsewhere' } as const,
  { type: 'reject', findings: [], usage: NO_USAGE } as const,
  ...allGates(world).map((id) => anAnswer(id, 'approve')),
];

const allGates = (world: World): readonly Gate['id'][] =>
  world.state.kind === 'ended' ? Object.values(world.state.run.gates).map(({ id }) => id) : [gateId('none')];
