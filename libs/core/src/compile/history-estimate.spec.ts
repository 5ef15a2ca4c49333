import { describe, expect, it } from '@jest/globals';
import {
  checkPlan,
  estimateHistory,
  MAX_HISTORY_EVENTS,
  MAX_INLINE_ITEMS,
  misfits,
  spreadOfStages,
  spreadOfSteps,
  stageId,
  stepId,
  type PlanStep,
  type RecoveryPlan,
  type StagesToSpread,
} from '@breakwater/core';
import { aRecoveryPlan, aRegistry, aWave } from '@breakwater/core/testing';
import fc from 'fast-check';

type Stages = StagesToSpread['stages'];

const steps = (count: number, stage = 1) => Array.from({ length: count }, (_, index) => stepId(`s${stage}-${index}`));
/** A stage for each number, with so many steps. */
const stagesOf = (...counts: readonly number[]): Stages =>
  counts.map((count, index) => ({ id: stageId(`w${index}.1`), steps: steps(count, index) }));
const repeated = (count: number, stepCount = 1): Stages => stagesOf(...Array<number>(count).fill(stepCount));
const messagesOf = (stages: Stages, technology = 'drs') =>
  misfits({ stages, technologyOf: () => technology }).map(({ stage, message }) => `${stage ?? 'all'}: ${message}`);

describe('the estimate of the history of an execution', () => {
  it('counts the events of a plan of one step', () => {
    // Start and end 2, prepare 5, verdict 2, Map 4, one item 2, stage 14, Map 4, one item 2, step 11, finish 5, end 2.
    expect(estimateHistory(stagesOf(1)).events).toBe(2 + 5 + 2 + 4 + 2 + 14 + 4 + 2 + 11 + 5 + 2);
  });

  it('leaves room for people who answer a step three times, and for every retry of a lost worker', () => {
    const { events, withRoom } = estimateHistory(stagesOf(1));
    expect(withRoom - events).toBe(3 * 14 + 5 * 40 * 3);
  });

  it('counts the longest history when every stage has one of its own', () => {
    const { events } = estimateHistory(repeated(60, 2));
    expect(events).toBe(2 + 14 + 4 + 2 * (2 + 11));
  });
});

describe('what runs in which history', () => {
  it('runs up to 40 steps of a stage inline, for no more than 40 run at once', () => {
    expect([40, 41].map((count) => spreadOfSteps(steps(count)))).toEqual(['inline', 'distributed']);
  });

  it('runs up to 40 stages inline', () => {
    expect([40, 41].map((count) => spreadOfStages(repeated(count)))).toEqual(['inline', 'distributed']);
  });

  it('gives fewer stages histories of their own when their steps would fill one', () => {
    expect(spreadOfStages(repeated(20, 5))).toBe('inline');
    expect(spreadOfStages(repeated(20, 10))).toBe('distributed');
  });

  it('never lets a history grow full, and never lets an item wait for others', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 }), (counts) => {
        const stages = stagesOf(...counts);
        expect(estimateHistory(stages).withRoom).toBeLessThanOrEqual(MAX_HISTORY_EVENTS);
        expect(messagesOf(stages)).toEqual([]);
        if (spreadOfStages(stages) === 'inline') expect(stages.length).toBeLessThanOrEqual(MAX_INLINE_ITEMS);
      }),
    );
  });
});

describe('what does not fit', () => {
  it('takes 60 stages, and 2,000 steps of one stage', () => {
    expect(messagesOf(repeated(60))).toEqual([]);
    expect(messagesOf(stagesOf(2_000))).toEqual([]);
  });

  it('refuses more items than a distributed Map runs at once', () => {
    expect(messagesOf(stagesOf(10_001))[0]).toBe(
      'w0.1: stage "w0.1" has 10001 steps, and Step Functions runs at most 10000 at once',
    );
  });

  it('refuses more identifiers than one payload holds, of steps and of stages', () => {
    const long = 'technology-with-a-rather-long-name-that-still-fits';
    expect(messagesOf(stagesOf(4_000), long)).toEqual([
      expect.stringMatching(
        /^w0\.1: stage "w0\.1" is too large: the identifiers of its 4000 steps take some \d{6} bytes, .*262144$/,
      ),
    ]);
    expect(messagesOf(repeated(9_999))).toEqual([]);
    const named = repeated(9_999).map(({ steps: of }, index) => ({
      id: stageId(`${'w'.repeat(40)}${index}`),
      steps: of,
    }));
    expect(messagesOf(named)).toEqual([expect.stringMatching(/^all: the execution is too large/)]);
  });

  it('refuses more large stages than an account runs Maps for', () => {
    expect(messagesOf(repeated(999, 41))).toEqual([]);
    expect(messagesOf(repeated(1_000, 41))).toEqual([
      'all: 1000 stages have more than 40 steps each, and Step Functions runs fewer than 1000 such stages at once',
    ]);
  });
});

describe('a plan that does not fit', () => {
  const call = (index: number, idLength: number): PlanStep => ({
    id: `call-${String(index).padStart(idLength, '0')}`,
    technology: 'manual',
    operation: 'task',
    instructions: 'call the branch hotline',
    owner: 'duty-manager',
  });
  const wave = (id: string, count: number, idLength: number) =>
    aWave({
      id,
      steps: Array.from({ length: count }, (_, index) => ({
        ...call(index, idLength),
        id: `${id}-${call(index, idLength).id}`,
      })),
    });
  const check = (plan: RecoveryPlan) => checkPlan(plan, { registry: aRegistry() });

  it('is refused when it is checked, with the estimate, at the wave that is too large', () => {
    const plan = aRecoveryPlan({ order: 'listed', waves: [wave('servers', 2, 4), wave('people', 4_000, 40)] });
    expect(check(plan)).toMatchObject({
      ok: false,
      error: [
        {
          code: 'too-large',
          path: 'waves[1]',
          message: expect.stringMatching(/its 4000 steps take some \d+ bytes, and .* 262144: divide the wave$/),
        },
      ],
    });
  });

  it('is accepted with a wave of 2,000 steps', () => {
    expect(check(aRecoveryPlan({ waves: [wave('people', 2_000, 10)] })).ok).toBe(true);
  });

  it('is not counted while its steps wait for each other', () => {
    const steps = [1, 2].map((index) => ({ ...call(index, 1), after: [`call-${3 - index}`] }));
    expect(check(aRecoveryPlan({ waves: [aWave({ steps })] }))).toMatchObject({
      ok: false,
      error: [{ code: 'cycle' }],
    });
  });
});
