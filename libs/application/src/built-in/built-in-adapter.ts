import {
  defineAdapter,
  defineOperation,
  laterOf,
  parseInstant,
  plusSeconds,
  secondsBetween,
  type Instant,
  type Json,
  type Observation,
} from '@breakwater/core';
import { Type } from 'typebox';

const WaitParams = Type.Object(
  { minutes: Type.Number({ exclusiveMinimum: 0, maximum: 1440, description: 'how long to wait' }) },
  { additionalProperties: false },
);
const WaitOutputs = Type.Object({ waitedSeconds: Type.Number() }, { additionalProperties: false });

/** Seconds between two looks at the clock, so that progress moves. */
const LOOK_SECONDS = 60;

const wait = defineOperation({
  name: 'wait',
  summary: 'lets time pass, for instance until a cache has expired',
  params: WaitParams,
  outputs: WaitOutputs,
  reversible: 'yes',
  adoptable: true,
  inDrill: () => 'read-only',
  selects: () => undefined,
  validate: async () => [],
  start: async ({ params }, { clock }) => ({ until: plusSeconds(clock.now(), params.minutes * 60) }),
  monitor: async ({ params }, checkpoint, { clock }) => observe(params.minutes, untilOf(checkpoint), clock.now()),
  runbook: ({ params }) => [{ text: `wait ${params.minutes} minutes` }],
  estimate: ({ params }) => ({ typicalSeconds: params.minutes * 60, longestSeconds: params.minutes * 60 }),
});

function observe(minutes: number, until: Instant, now: Instant): Observation {
  const leftSeconds = secondsBetween(now, laterOf(now, until));
  const waitedSeconds = minutes * 60 - leftSeconds;
  if (leftSeconds === 0) return { kind: 'succeeded', outputs: { waitedSeconds: minutes * 60 }, resources: [] };
  return {
    kind: 'running',
    progress: { done: Math.max(0, Math.floor(waitedSeconds / 60)), total: Math.ceil(minutes), unit: 'minutes' },
    lookAgainInSeconds: Math.min(LOOK_SECONDS, leftSeconds),
  };
}

/** @throws TypeError on a checkpoint that this operation did not write */
function untilOf(checkpoint: Json): Instant {
  const until =
    typeof checkpoint === 'object' && checkpoint !== null && 'until' in checkpoint ? checkpoint.until : undefined;
  if (typeof until !== 'string')
    throw new TypeError(`the checkpoint of a wait names no end: ${JSON.stringify(checkpoint)}`);
  return parseInstant(until);
}

/** Operations that the product has of its own. They act on no account. */
export const builtInAdapter = defineAdapter({ technology: 'built-in', contractVersion: 1, operations: [wait] });
