import type { StageId, StepId } from '../shared/ids.ts';
import {
  MAX_DISTRIBUTED_ITEMS,
  MAX_HISTORY_EVENTS,
  MAX_INLINE_ITEMS,
  MAX_OPEN_MAP_RUNS,
  MAX_PAYLOAD_BYTES,
  MOST_RETRIES_OF_A_TASK,
} from './history-limits.ts';

/** How a Map runs its items: in the parent's history, 40 at a time, or each in a history of its own. */
export type Spread = 'inline' | 'distributed';

/** What the estimate looks at: the stages, and the technology of each of their steps. */
export interface StagesToSpread {
  readonly stages: readonly { readonly id: StageId; readonly steps: readonly StepId[] }[];
  readonly technologyOf: (step: StepId) => string;
}

/** Events of one history. */
export interface HistoryEstimate {
  /** When nothing is lost and nobody is asked. */
  readonly events: number;
  /** With room for {@link DECISIONS_PER_STEP}, and for every retry that each task has. */
  readonly withRoom: number;
}

/** Something that would not fit. `stage` is absent when it is about all stages together. */
export interface Misfit {
  readonly stage?: StageId;
  readonly message: string;
}

/** Times that people may have each step run again, or answer for it, and a history still has room. */
export const DECISIONS_PER_STEP = 3;

/** `TaskStateEntered ActivityScheduled ActivityStarted ActivitySucceeded TaskStateExited` */
const TASK = 5;
/** `ActivityScheduled ActivityStarted ActivityTimedOut` */
const RETRY = 3;
/** `ChoiceStateEntered ChoiceStateExited`, or those of a `Succeed` */
const PLAIN = 2;
/** `MapStateEntered MapStateStarted MapStateSucceeded MapStateExited` */
const INLINE_MAP = 4;
/** `MapIterationStarted MapIterationSucceeded` */
const INLINE_ITEM = 2;
/** `MapStateEntered MapStateStarted MapRunStarted MapRunSucceeded MapStateSucceeded MapStateExited` */
const DISTRIBUTED_MAP = 6;
/** `ExecutionStarted ExecutionSucceeded` */
const EXECUTION = 2;
/** Bytes of the identifiers and names around a list of items, generously. */
const ENVELOPE_BYTES = 2_048;

const NOTHING: HistoryEstimate = { events: 0, withRoom: 0 };
const plain = (events: number): HistoryEstimate => ({ events, withRoom: events });
const tasks = (count: number): HistoryEstimate => ({
  events: count * TASK,
  withRoom: count * (TASK + MOST_RETRIES_OF_A_TASK * RETRY),
});
const sum = (...parts: readonly HistoryEstimate[]): HistoryEstimate =>
  parts.reduce(
    (total, { events, withRoom }) => ({ events: total.events + events, withRoom: total.withRoom + withRoom }),
    NOTHING,
  );

/** By technology, run, verdict. */
const RUN_OF_STEP = sum(plain(2 * PLAIN), tasks(1));
/** The gate, and the run that finds its answer. */
const DECISION_EVENTS = TASK + RUN_OF_STEP.events;
const STEP = sum(RUN_OF_STEP, plain(PLAIN), { events: 0, withRoom: DECISIONS_PER_STEP * DECISION_EVENTS });
/** Gate, verdict, close, end. */
const AROUND_STEPS = sum(tasks(2), plain(2 * PLAIN));
/** Start and end, prepare, its verdict, finish, end. */
const AROUND_STAGES = sum(plain(EXECUTION + 2 * PLAIN), tasks(2));

const mapOf = (spread: Spread, items: readonly HistoryEstimate[]): HistoryEstimate =>
  spread === 'distributed' ? plain(DISTRIBUTED_MAP) : sum(plain(INLINE_MAP + items.length * INLINE_ITEM), ...items);

/** How the steps of one stage run. Decided by that stage alone, so whoever opens it needs no other. */
export const spreadOfSteps = (steps: readonly StepId[]): Spread =>
  steps.length <= MAX_INLINE_ITEMS && fitsOneHistory(historyOfStage(steps, 'inline')) ? 'inline' : 'distributed';

/**
 * How the stages of an execution run: inline only while they are few enough to run at once, and all that they and
 * their inline steps may bring, decisions and retries included, stays within one history.
 */
export function spreadOfStages(stages: StagesToSpread['stages']): Spread {
  const few = stages.length <= MAX_INLINE_ITEMS;
  return few && fitsOneHistory(historyOfMachine(stages, 'inline')) ? 'inline' : 'distributed';
}

/**
 * The longest history that an execution of these stages writes on Step Functions, in the way that it would be run.
 * Distributed, each stage and each step has a history of its own, and the longest of them counts.
 */
export function estimateHistory(stages: StagesToSpread['stages']): HistoryEstimate {
  const spread = spreadOfStages(stages);
  const machine = historyOfMachine(stages, spread);
  if (spread === 'inline') return machine;
  const children = stages.map(({ steps }) => sum(plain(EXECUTION), historyOfStage(steps, spreadOfSteps(steps))));
  return [machine, ...children].reduce((longest, one) => (one.withRoom > longest.withRoom ? one : longest));
}

/** Why these stages could not run on Step Functions; nothing when they can. */
export function misfits({ stages, technologyOf }: StagesToSpread): readonly Misfit[] {
  const spreadStages = stages.filter(({ steps }) => spreadOfSteps(steps) === 'distributed');
  return [
    ...listMisfits(
      'the execution',
      'stages',
      stages.map(({ id }) => ({ stageId: id })),
    ),
    ...stages.flatMap(({ id, steps }) =>
      listMisfits(
        `stage "${id}"`,
        'steps',
        steps.map((stepId) => ({ stepId, technology: technologyOf(stepId) })),
      ).map((misfit) => ({ ...misfit, stage: id })),
    ),
    ...(spreadStages.length >= MAX_OPEN_MAP_RUNS
      ? [
          {
            message: `${spreadStages.length} stages have more than ${MAX_INLINE_ITEMS} steps each, and Step Functions runs fewer than ${MAX_OPEN_MAP_RUNS} such stages at once`,
          },
        ]
      : []),
    ...historyMisfits(stages),
  ];
}

/** Identifiers are ASCII, so a character is a byte. */
function listMisfits(whose: string, what: string, items: readonly object[]): readonly Misfit[] {
  const bytes = JSON.stringify(items).length + ENVELOPE_BYTES;
  const tooMany = `${whose} has ${items.length} ${what}, and Step Functions runs at most ${MAX_DISTRIBUTED_ITEMS} at once`;
  const tooLong = `the identifiers of its ${items.length} ${what} take some ${bytes} bytes, and Step Functions passes on at most ${MAX_PAYLOAD_BYTES}`;
  return [
    ...(items.length > MAX_DISTRIBUTED_ITEMS ? [{ message: tooMany }] : []),
    ...(bytes > MAX_PAYLOAD_BYTES ? [{ message: `${whose} is too large: ${tooLong}` }] : []),
  ];
}

function historyMisfits(stages: StagesToSpread['stages']): readonly Misfit[] {
  const { events, withRoom } = estimateHistory(stages);
  if (withRoom <= MAX_HISTORY_EVENTS) return [];
  return [
    {
      message: `an execution is estimated at ${events} history events, ${withRoom} with decisions and retries, and Step Functions ends it at ${MAX_HISTORY_EVENTS}`,
    },
  ];
}

const historyOfStage = (steps: readonly StepId[], spread: Spread): HistoryEstimate =>
  sum(AROUND_STEPS, mapOf(spread, Array<HistoryEstimate>(steps.length).fill(STEP)));

const historyOfMachine = (stages: StagesToSpread['stages'], spread: Spread): HistoryEstimate =>
  sum(
    AROUND_STAGES,
    mapOf(
      spread,
      spread === 'distributed' ? [] : stages.map(({ steps }) => historyOfStage(steps, spreadOfSteps(steps))),
    ),
  );

const fitsOneHistory = ({ withRoom }: HistoryEstimate): boolean => withRoom <= MAX_HISTORY_EVENTS;
