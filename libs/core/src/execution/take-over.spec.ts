import { describe, expect, it } from '@jest/globals';
import { fold, isHeldBy, NO_USAGE, statusOf, type ExecutionEvent } from '@breakwater/core';
import {
  anEnd,
  aManualStep,
  anActor,
  aPreparation,
  aRequest,
  aRunOf,
  aStageGraph,
  aStart,
  given,
  type UnsignedCommand,
  type When,
} from '@breakwater/core/testing';
import { stepId } from '../shared/ids.ts';

const graph = aStageGraph([{ id: 'apps', steps: ['servers', aManualStep({ id: stepId('call') })] }]);
const takeOver = { type: 'take-over', engine: 'elsewhere', note: 'us-east-1 is dark' } as const;
const engineOf = ({ state }: When) => (state.kind === 'unknown' ? undefined : state.engine);

const requested = () => given().after({ ...aRequest(), engine: 'embedded' });
const running = () => requested().after(aPreparation(graph), aStart('servers'));

describe('a request', () => {
  it('records the engine that is to run it, at its first epoch', () => {
    const begun = given()
      .when({ ...aRequest(), engine: 'embedded' })
      .then({ type: 'execution-requested', engine: 'embedded', epoch: 1 });
    expect(engineOf(begun)).toEqual({ name: 'embedded', epoch: 1 });
  });

  it('that is older than engine names is read as the first epoch of an engine without one', () => {
    // As SQLite files of version 0.1 hold it, member for member.
    const stored = `[{"schemaVersion":1,"at":"2026-11-23T02:41:00.000Z","by":{"subject":"local:ana","assurance":"local",
      "roles":["recovery-manager"]},"type":"execution-requested","executionId":"core-banking-000001","request":{"plan":
      "core-banking","planVersion":1,"planHash":"00","mode":"drill","intent":"planned","parameters":{},"acceptFindings":[],
      "simulated":true}},{"schemaVersion":1,"at":"2026-11-23T02:41:01.000Z","by":{"subject":"system","assurance":"system",
      "roles":[]},"type":"validation-started"}]`;
    const old = given(JSON.parse(stored) as ExecutionEvent[]);
    expect(engineOf(old)).toEqual({ name: null, epoch: 1 });
    old.when({ ...aPreparation(graph), engineEpoch: 1 }).thenAccepted();
    old.when(takeOver).then({ type: 'engine-taken-over', engine: 'elsewhere', epoch: 2 });
  });

  it('without a name is whoever finds it to run, and a named one only its own', () => {
    expect(isHeldBy({ name: null, epoch: 1 }, 'embedded')).toBe(true);
    expect(isHeldBy({ name: 'embedded', epoch: 1 }, 'embedded')).toBe(true);
    expect(isHeldBy({ name: 'elsewhere', epoch: 2 }, 'embedded')).toBe(false);
  });
});

describe('a take-over', () => {
  const paused = () => running().after({ type: 'pause' });
  const cancelled = () => running().after({ type: 'cancel', note: 'enough' });

  it.each([
    ['requested', requested],
    ['validating', () => requested().after({ type: 'begin-validation' })],
    ['running', running],
    ['paused', paused],
    ['followed to its end after a cancel', cancelled],
  ])('gives an execution that is %s to another engine at the next epoch, and changes nothing else', (_how, history) => {
    const before = history();
    const after = before
      .when(takeOver)
      .then({ type: 'engine-taken-over', engine: 'elsewhere', epoch: 2, note: 'us-east-1 is dark', by: anActor() });
    expect(after.state).toEqual({
      ...before.state,
      engine: { name: 'elsewhere', epoch: 2 },
      eventCount: before.events.length + 1,
    });
    expect(statusOf(after.state)).toBe(statusOf(before.state));
  });

  it('raises the epoch of an engine that has the execution already, whose own run may be lost', () => {
    const again = running().after(takeOver).when(takeOver).then({ type: 'engine-taken-over', epoch: 3 });
    expect(engineOf(again)).toEqual({ name: 'elsewhere', epoch: 3 });
  });

  it('may leave out why', () => {
    const { events } = running().when({ type: 'take-over', engine: 'elsewhere' }).thenAccepted();
    expect(events.at(-1)).not.toHaveProperty('note');
  });

  it('is refused where there is nothing, or nothing any more, to take over', () => {
    given().when(takeOver).thenRejected({ code: 'execution-unknown' });
    requested()
      .after({ type: 'reject', findings: [], usage: NO_USAGE })
      .when(takeOver)
      .thenRejected({ code: 'execution-ended' });
    aRunOf(aStageGraph([{ id: 'apps', steps: ['servers'] }]))
      .after(aStart('servers'), anEnd('servers'))
      .when(takeOver)
      .thenRejected({ code: 'execution-ended' });
  });
});

describe('what an engine says', () => {
  const hand = { instructions: 'launch it', owner: 'duty', expectedSeconds: 60 };
  const handOver = { type: 'hand-over-step', stepId: stepId('servers'), ...hand } as const;
  const cases: readonly (readonly [() => When, UnsignedCommand])[] = [
    [requested, { type: 'begin-validation' }],
    [requested, aPreparation(graph)],
    [requested, { type: 'reject', findings: [], usage: NO_USAGE }],
    [requested, { type: 'tick' }],
    [() => requested().after(aPreparation(graph)), aStart('servers')],
    [() => requested().after(aPreparation(graph)), handOver],
    [running, aStart('servers', 2)],
    [running, anEnd('servers')],
    [running, { type: 'tick' }],
  ];

  it.each(cases)('is taken while it has the execution, and refused once another has: %#', (history, command) => {
    history()
      .when({ ...command, engineEpoch: 1 })
      .thenAccepted();
    const takenOver = history().after(takeOver);
    takenOver.when({ ...command, engineEpoch: 2 }).thenAccepted();
    takenOver.when({ ...command, engineEpoch: 1 }).thenRejected({
      code: 'engine-superseded',
      message: 'execution test-000001 is held by elsewhere at epoch 2: epoch 1 has no say in it, let go of it',
    });
  });

  it('is refused at an epoch that nobody has recorded', () => {
    running()
      .when({ ...anEnd('servers'), engineEpoch: 2 })
      .thenRejected({ code: 'engine-superseded' });
  });

  it('is refused as overtaken even when the execution has ended meanwhile', () => {
    const over = running()
      .after(takeOver)
      .after({ type: 'cancel', note: 'enough' }, { ...anEnd('servers'), engineEpoch: 2 });
    expect(fold(over.events).kind).toBe('ended');
    over.when({ ...anEnd('servers'), engineEpoch: 1 }).thenRejected({ code: 'engine-superseded' });
    over.when({ type: 'tick', engineEpoch: 2 }).thenRejected({ code: 'execution-ended' });
  });
});

describe('what people say', () => {
  it('counts whichever engine has the execution', () => {
    running().after(takeOver).when({ type: 'pause' }).thenAccepted();
    running().after(takeOver).when({ type: 'cancel', note: 'enough' }).thenAccepted();
  });
});
