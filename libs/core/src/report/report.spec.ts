import { describe, expect, it } from '@jest/globals';
import {
  type Actor,
  type Execution,
  type ExecutionRequest,
  gateId,
  initialExecution,
  type Instant,
  NO_USAGE,
  plusSeconds,
  type ResourceOutcome,
  type StageGraph,
  type StepEnd,
  stepId,
  waveId,
} from '@breakwater/core';
import {
  aManualStep,
  anActor,
  anExecutionId,
  anExecutionRequest,
  anOperationStep,
  aStageGraph,
  given,
  T0,
  type UnsignedCommand,
} from '@breakwater/core/testing';
import { headOf } from './head.ts';
import { report } from './report.ts';

const at = (seconds: number): Instant => plusSeconds(T0, seconds);

/** What somebody did, and at which second. */
type Moment = readonly [seconds: number, command: UnsignedCommand, by?: Actor];

const BEGUN = 10;

/** Requested at 0 and prepared at {@link BEGUN}, then told. */
function story(graph: StageGraph, moments: readonly Moment[], request: Partial<ExecutionRequest> = {}): Execution {
  const asked: UnsignedCommand = {
    type: 'request',
    executionId: anExecutionId(),
    request: anExecutionRequest(request),
  };
  const all: readonly Moment[] = [
    [0, asked],
    [1, { type: 'begin-validation' }],
    [
      BEGUN,
      {
        type: 'prepare',
        graph,
        findings: [],
        usage: { byOperation: { 'drs:DescribeSourceServers': 2 }, throttled: 0 },
      },
    ],
    ...moments,
  ];
  return all.reduce(
    (history, [seconds, command, by = anActor()]) => history.when(command, { at: at(seconds), by }).thenAccepted(),
    given(),
  ).state;
}

const reported = (execution: Execution, now: number) => {
  if (execution.kind === 'unknown') throw new Error('nobody asked for it');
  return report(execution, { now: at(now) });
};

const started = (id: string, attempt = 1): UnsignedCommand => ({
  type: 'start-step',
  stepId: stepId(id),
  epoch: attempt,
  worker: 'w',
});
const ended = (id: string, end: StepEnd, attempt = 1): UnsignedCommand => ({
  type: 'end-step',
  stepId: stepId(id),
  attempt,
  epoch: attempt,
  end,
  journalHash: '0'.repeat(64),
  usage: { byOperation: { 'drs:StartRecovery': 1 }, throttled: 1 },
});

const launched = (id: string, instance: string, recoveryPoint = -31): ResourceOutcome => ({
  id,
  state: 'succeeded',
  status: 'launched',
  recoveryPointAt: at(recoveryPoint),
  facts: { recoveryInstanceId: instance },
});
const refusedLaunch = (id: string): ResourceOutcome => ({
  id,
  state: 'failed',
  status: 'failed',
  reason: `no capacity for ${id}`,
});
const good = (resources: readonly ResourceOutcome[] = [], exercised = true): StepEnd => ({
  kind: 'succeeded',
  outputs: {},
  resources,
  exercised,
  findings: [],
});
const bad = (resources: readonly ResourceOutcome[] = []): StepEnd => ({
  kind: 'failed',
  failure: { code: 'servers-failed', message: 'some servers failed', retryable: false },
  outputs: {},
  resources,
  exercised: true,
  findings: [
    {
      id: 'old-point:s-1',
      code: 'old-point',
      severity: 'warning',
      absolute: false,
      message: 'an older snapshot was used',
    },
  ],
});

const manager = anActor({ subject: 'local:ben' });

/** Two waves side by side, then one that people approve. */
const graph = aStageGraph([
  { id: 'database', steps: ['db'] },
  { id: 'servers', steps: ['web', aManualStep({ id: stepId('call') })] },
  {
    id: 'traffic',
    dependsOn: ['database', 'servers'],
    steps: ['dns'],
    approval: {
      from: [{ role: 'recovery-manager', count: 1 }],
      excludesInitiator: true,
      onTimeout: 'hold',
      instructions: 'look at the balances',
    },
  },
]);

const decision = gateId('decision.web.1');

/** `web` loses two servers of three, which Ben lets pass; the approval takes 40 seconds. */
const untilDecision: readonly Moment[] = [
  [10, started('db')],
  [10, started('web')],
  [40, { type: 'resolve-gate', gateId: gateId('manual.call'), action: 'done-by-hand', note: 'called them' }],
  [70, ended('db', good())],
  [110, ended('web', bad([launched('s-1', 'i-1'), refusedLaunch('s-2'), refusedLaunch('s-3')]))],
];
const wholeStory: readonly Moment[] = [
  ...untilDecision,
  [160, { type: 'resolve-gate', gateId: decision, action: 'skip', note: 'two web servers are enough' }, manager],
  [200, { type: 'resolve-gate', gateId: gateId('approval.traffic'), action: 'approve' }, manager],
  [200, started('dns')],
  [230, ended('dns', good())],
];

describe('a report of a run that is over', () => {
  const it_ = reported(story(graph, wholeStory), 9_999);

  it('tells what was asked for and how it ended', () => {
    expect(it_.execution).toMatchObject({
      id: 'test-000001',
      status: 'completed',
      outcome: 'degraded',
      simulated: true,
      requestedBy: { subject: 'local:ana', assurance: 'local' },
      requestedAt: at(0),
      startedAt: at(10),
      completedAt: at(230),
      of: null,
      engine: { name: null, epoch: 1 },
    });
  });

  it('measures waves from their opening to their last step', () => {
    expect(it_.waves.map(({ id, status, startedAt, completedAt }) => [id, status, startedAt, completedAt])).toEqual([
      ['database', 'completed', at(10), at(70)],
      ['servers', 'completed', at(10), at(160)],
      ['traffic', 'completed', at(200), at(230)],
    ]);
  });

  it('counts as waiting for people what no machine worked in', () => expect(it_.objectives.humanWaitSeconds).toBe(90));

  it('finds the longest chain of waves by their own time', () => {
    expect(it_.criticalPath).toEqual({ waves: ['servers', 'traffic'], idealSeconds: 130, makespanSeconds: 220 });
  });

  it('holds what was measured against the objectives', () => {
    expect(it_.objectives).toMatchObject({
      rtoMinutes: 60,
      rtoActualSeconds: 220,
      rtoMet: true,
      rpoMinutes: 5,
      rpoActualSeconds: 41,
      rpoMet: true,
      notProven: [],
    });
  });

  it('groups what failed by its cause', () => {
    expect(it_.failures).toEqual([{ step: 'web', reason: 'no capacity for …', resources: ['s-2', 's-3'] }]);
  });

  it('names what was let pass, and by whom', () => {
    expect(it_.exceptions).toEqual([
      { step: 'web', resource: 's-2', reason: 'no capacity for s-2', acceptedBy: 'local:ben', at: at(160) },
      { step: 'web', resource: 's-3', reason: 'no capacity for s-3', acceptedBy: 'local:ben', at: at(160) },
    ]);
  });

  it('lists what exists now', () => {
    const { account, region } = anOperationStep().target;
    expect(it_.exists).toEqual([
      { kind: 'recovery instance', id: 'i-1', account, region, step: 'web', from: 's-1', kept: false },
    ]);
  });

  it('gives each step its resources with the facts of its technology', () => {
    const web = it_.waves[1]?.steps[0];
    expect(web).toMatchObject({
      status: 'accepted',
      exercised: true,
      attempts: 1,
      startedAt: at(10),
      completedAt: at(160),
      reason: 'some servers failed',
    });
    expect(web?.resources[0]).toEqual({
      id: 's-1',
      status: 'launched',
      recoveryPointAt: at(-31),
      recoveryInstanceId: 'i-1',
    });
    expect(it_.waves[1]?.steps[1]).toMatchObject({ id: 'call', status: 'done-by-hand', exercised: true });
  });

  it('adds up the calls to AWS, and the findings of preflight and steps', () => {
    expect(it_.aws).toEqual({
      callCount: 5,
      byOperation: { 'drs:DescribeSourceServers': 2, 'drs:StartRecovery': 3 },
      throttled: 3,
    });
    expect(it_.findings).toMatchObject([{ code: 'old-point', stepId: 'web' }]);
  });

  it('tells of each gate who answered and what', () => {
    expect(it_.gates).toMatchObject([
      {
        id: 'manual.call',
        kind: 'manual',
        stepId: 'call',
        waveId: null,
        verdict: 'done-by-hand',
        closedBy: 'local:ana',
        waitsFor: 'duty-manager',
      },
      {
        id: decision,
        kind: 'decision',
        verdict: 'skip',
        closedAt: at(160),
        note: 'two web servers are enough',
        actions: [],
      },
      {
        id: 'approval.traffic',
        kind: 'approval',
        waveId: 'traffic',
        verdict: 'approved',
        waitsFor: '1 recovery-manager',
        instructions: 'look at the balances',
      },
    ]);
  });

  it('is the same whenever it is asked for', () => expect(reported(story(graph, wholeStory), 300)).toEqual(it_));

  it('is plain JSON', () => expect(JSON.parse(JSON.stringify(it_))).toEqual(it_));
});

describe('a report of a run that goes on', () => {
  it('measures up to now, and judges no objective yet', () => {
    const it_ = reported(story(graph, untilDecision.slice(0, 3)), 60);
    expect(it_.execution).toMatchObject({ status: 'running', outcome: null, completedAt: null });
    expect(it_.waves.map(({ status }) => status)).toEqual(['running', 'running', 'pending']);
    expect(it_.criticalPath).toEqual({ waves: ['database'], idealSeconds: 50, makespanSeconds: 50 });
    expect(it_.objectives).toMatchObject({
      rtoActualSeconds: null,
      rtoMet: null,
      rpoActualSeconds: null,
      rpoMet: null,
      humanWaitSeconds: 0,
    });
  });

  it('shows the newest progress of steps that run, and of no others', () => {
    const execution = story(graph, untilDecision.slice(0, 3));
    if (execution.kind === 'unknown') throw new Error('nobody asked for it');
    const progress = { done: 1, total: 3, unit: 'servers' };
    const { waves } = report(execution, {
      now: at(60),
      progress: new Map([
        [stepId('web'), progress],
        [stepId('dns'), progress],
      ]),
    });
    expect(waves.flatMap(({ steps }) => steps.map((step) => [step.id, step.progress]))).toEqual([
      ['db', null],
      ['web', progress],
      ['call', null],
      ['dns', null],
    ]);
  });

  it('says what waits, for whom and which answers there are', () => {
    const it_ = reported(story(graph, untilDecision), 130);
    expect(it_.execution.status).toBe('waiting');
    expect(it_.waves.map(({ status }) => status)).toEqual(['completed', 'waiting', 'pending']);
    expect(it_.waves[1]?.steps[0]).toMatchObject({ status: 'deciding', completedAt: null });
    expect(it_.gates.find(({ id }) => id === decision)).toMatchObject({
      status: 'waiting',
      stepId: 'web',
      openedAt: at(110),
      waitsFor: 'whoever may decide on a failed step',
      instructions: 'some servers failed',
      actions: ['retry', 'skip', 'fail', 'done-by-hand'],
    });
    expect(it_.objectives.humanWaitSeconds).toBe(20);
    expect(it_.exists).toHaveLength(1);
  });

  it('shows a wave that waits for its approval as waiting', () => {
    const it_ = reported(story(graph, wholeStory.slice(0, 6)), 170);
    expect(it_.waves[2]).toMatchObject({ status: 'waiting', startedAt: null });
  });

  it('counts a further attempt once it has begun', () => {
    const retry: Moment = [
      130,
      { type: 'resolve-gate', gateId: decision, action: 'retry', note: 'other type', only: 'failed' },
    ];
    const due = reported(story(graph, [...untilDecision, retry]), 131);
    const again = reported(story(graph, [...untilDecision, retry, [140, started('web', 2)]]), 141);
    expect(due.waves[1]?.steps[0]).toMatchObject({ status: 'retrying', attempts: 1, startedAt: at(10) });
    expect(again.waves[1]?.steps[0]).toMatchObject({ status: 'running', attempts: 2, startedAt: at(10) });
    expect(again.exists).toHaveLength(1);
  });
});

describe('objectives', () => {
  const one = aStageGraph([{ id: 'apps', steps: ['web'] }]);
  const run = (end: StepEnd, of: StageGraph = one, request: Partial<ExecutionRequest> = {}) =>
    reported(
      story(
        of,
        [
          [10, started('web')],
          [110, ended('web', end)],
        ],
        request,
      ),
      500,
    ).objectives;
  const within = (objectives: Partial<StageGraph['objectives']>) =>
    aStageGraph([{ id: 'apps', steps: ['web'] }], { objectives: { ...one.objectives, ...objectives } });

  it.each<[string, ReturnType<typeof run>, object]>([
    [
      'are met',
      run(good([launched('s-1', 'i-1')])),
      { rtoActualSeconds: 100, rtoMet: true, rpoActualSeconds: 41, rpoMet: true },
    ],
    [
      'are missed',
      run(good([launched('s-1', 'i-1')]), within({ rtoMinutes: 1, rpoMinutes: 0.5 })),
      { rtoActualSeconds: 100, rtoMet: false, rpoMet: false },
    ],
    [
      'are not proven by what was only validated',
      run(good([], false)),
      { rtoActualSeconds: 100, rtoMet: null, rpoActualSeconds: null, rpoMet: null, notProven: ['web'] },
    ],
    ['know no loss where no data was recovered', run(good()), { rtoMet: true, rpoActualSeconds: null, rpoMet: null }],
    [
      'count the oldest recovery point',
      run(good([launched('s-1', 'i-1', -50), launched('s-2', 'i-2', 5)])),
      { rpoActualSeconds: 60 },
    ],
    ['count no loss below zero', run(good([launched('s-1', 'i-1', 90)])), { rpoActualSeconds: 0, rpoMet: true }],
    [
      'count from the declaration where the plan says so',
      run(good([launched('s-1', 'i-1')]), within({ rtoStartsAt: 'declared' }), { declaredAt: at(-100) }),
      { rtoActualSeconds: 210, rpoActualSeconds: 0 },
    ],
    [
      'count from the start where nothing was declared',
      run(good(), within({ rtoStartsAt: 'declared' })),
      { rtoActualSeconds: 100 },
    ],
    [
      'do not apply to a cleanup',
      run(good([launched('s-1', 'i-1')]), one, { mode: 'cleanup' }),
      { rtoActualSeconds: null, rtoMet: null, rpoActualSeconds: null },
    ],
  ])('%s', (_what, objectives, expected) => expect(objectives).toMatchObject(expected));

  it('are missed by a run that failed, whatever time it took', () => {
    const failed: readonly Moment[] = [
      ...untilDecision,
      [120, { type: 'resolve-gate', gateId: decision, action: 'fail', note: 'no way' }],
    ];
    const it_ = reported(story(graph, failed), 500);
    expect(it_.execution).toMatchObject({ status: 'failed', outcome: null });
    expect(it_.waves.map(({ status }) => status)).toEqual(['completed', 'failed', 'not-run']);
    expect(it_.waves[2]?.steps[0]).toMatchObject({
      status: 'not-run',
      exercised: null,
      reason: 'something it depends on failed',
    });
    expect(it_.objectives).toMatchObject({ rtoActualSeconds: null, rtoMet: false, notProven: ['dns'] });
  });
});

describe('a report of what did not go its way', () => {
  it('of a cancelled run follows what ran to its end, and says what exists', () => {
    const cancelled: readonly Moment[] = [
      [10, started('db')],
      [10, started('web')],
      [20, { type: 'cancel', note: 'false alarm' }],
      [70, ended('db', good())],
      [110, ended('web', good([launched('s-1', 'i-1')]))],
    ];
    const it_ = reported(story(graph, cancelled), 500);
    expect(it_.execution).toMatchObject({ status: 'cancelled', outcome: null, completedAt: at(110) });
    expect(it_.waves[2]?.steps[0]).toMatchObject({ status: 'not-run', reason: 'the execution was cancelled' });
    expect(it_.exists.map(({ id }) => id)).toEqual(['i-1']);
    expect(it_.objectives).toMatchObject({ rtoActualSeconds: null, rtoMet: null });
  });

  it('of a rejected one gives the findings, and no objective that nobody has read yet', () => {
    const asked = given()
      .when({
        type: 'request',
        executionId: anExecutionId(),
        request: anExecutionRequest({ incident: 'INC-1', reason: 'dark' }),
      })
      .thenAccepted()
      .when({ type: 'begin-validation' })
      .thenAccepted();
    const finding = {
      id: 'account-access:1',
      code: 'account-access',
      severity: 'error' as const,
      absolute: true,
      message: 'refused',
    };
    const rejected = asked.when({ type: 'reject', findings: [finding], usage: NO_USAGE }, { at: at(5) }).thenAccepted();
    expect(reported(asked.state, 5)).toMatchObject({
      execution: { status: 'validating', startedAt: null },
      waves: [],
      criticalPath: { idealSeconds: null },
    });
    expect(reported(rejected.state, 9)).toMatchObject({
      execution: { status: 'rejected', incident: 'INC-1', reason: 'dark', completedAt: at(5) },
      objectives: { rtoMinutes: null, rtoMet: null },
      findings: [finding],
      exists: [],
    });
  });

  it('tells what is kept for real from what is only there, by whichever step found it so', () => {
    const keeping = aStageGraph([{ id: 'keep', steps: ['web-keep'] }]);
    const facts = { recoveryInstanceId: 'i-1', sourceServerId: 's-1' };
    const it_ = reported(
      story(
        keeping,
        [
          [10, started('web-keep')],
          [20, ended('web-keep', good([{ id: 'i-1', state: 'succeeded', status: 'kept', facts }]))],
        ],
        { mode: 'keep', steps: [stepId('web')], reason: 'dark' },
      ),
      30,
    );
    expect(it_.exists).toMatchObject([{ id: 'i-1', from: 's-1', kept: true }]);
    expect(it_.execution).toMatchObject({ mode: 'keep', steps: ['web'], reason: 'dark' });
    expect(reported(story(graph, []), 1).execution.steps).toBeNull();
  });

  it('leaves out of what exists whatever a later step terminated', () => {
    const steps = aStageGraph([
      { id: 'up', steps: ['web'] },
      { id: 'down', dependsOn: ['up'], steps: ['gone'] },
    ]);
    const it_ = reported(
      story(steps, [
        [10, started('web')],
        [20, ended('web', good([launched('s-1', 'i-1'), launched('s-2', 'i-2')]))],
        [20, started('gone')],
        [30, ended('gone', good([{ id: 'i-1', state: 'succeeded', status: 'terminated' }]))],
      ]),
      40,
    );
    expect(it_.exists.map(({ id }) => id)).toEqual(['i-2']);
  });

  it('shows steps that do not apply in their wave, and waves that were not asked for after the others', () => {
    const excluded = [
      {
        id: stepId('planned-only'),
        waveId: waveId('apps'),
        technology: 'drs',
        operation: 'recover',
        reason: 'when' as const,
      },
      {
        id: stepId('report'),
        waveId: waveId('reporting'),
        technology: 'drs',
        operation: 'recover',
        reason: 'only' as const,
      },
    ];
    const it_ = reported(story(aStageGraph([{ id: 'apps', steps: ['web'] }], { excluded }), []), 40);
    expect(it_.waves.map(({ id, status, steps }) => [id, status, steps.map((step) => [step.id, step.status])])).toEqual(
      [
        [
          'apps',
          'running',
          [
            ['web', 'pending'],
            ['planned-only', 'not-applicable'],
          ],
        ],
        ['reporting', 'not-run', [['report', 'not-applicable']]],
      ],
    );
    expect(it_.objectives.notProven).toEqual([]);
  });

  it('counts a pause of the whole execution as waiting for people, once nothing runs', () => {
    const paused: readonly Moment[] = [
      [10, started('db')],
      [10, started('web')],
      [20, { type: 'pause', note: 'hold' }],
      [70, ended('db', good())],
      [110, ended('web', good())],
    ];
    const it_ = reported(story(graph, paused), 150);
    expect(it_.execution.status).toBe('paused');
    expect(it_.objectives.humanWaitSeconds).toBe(40);
    expect(it_.gates.find(({ kind }) => kind === 'hold')).toMatchObject({
      waveId: null,
      stepId: null,
      instructions: 'hold',
      waitsFor: 'whoever may resume',
    });
  });
});

describe('headOf', () => {
  it('gives the line of a list', () => {
    expect(headOf(story(graph, wholeStory), 12, at(230))).toEqual({
      executionId: 'test-000001',
      plan: 'payments',
      planVersion: 1,
      mode: 'drill',
      status: 'completed',
      outcome: 'degraded',
      version: 12,
      requestedAt: at(0),
      updatedAt: at(230),
      ended: true,
    });
  });

  it('says that a run has not ended', () =>
    expect(headOf(story(graph, []), 3, at(10))).toMatchObject({ status: 'running', outcome: null, ended: false }));

  it('has nothing to say of an execution that nobody asked for', () => {
    expect(() => headOf(initialExecution, 0, T0)).toThrow(TypeError);
  });
});
