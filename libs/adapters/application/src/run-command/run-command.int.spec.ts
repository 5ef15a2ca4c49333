import { afterEach, describe, expect, it } from '@jest/globals';
import type { Observation, OperationRequest } from '@breakwater/core';
import {
  aCommandRequest,
  anApplicationEstate,
  aStepRequest,
  EXECUTION,
  instances,
  INSTANCE_IDS,
  openApplicationWorld,
  runStep,
  validateStep,
  type Applications,
  type ApplicationWorld,
} from '../../testing/index.ts';

let world: ApplicationWorld;
afterEach(() => world.close());

type Ssm = NonNullable<Applications['ssm']>;
type Estate = Parameters<typeof openApplicationWorld>[0];

const open = async (ssm: Ssm = {}, over: Partial<Applications> = {}, estate: Partial<Estate> = {}) => {
  world = await openApplicationWorld(anApplicationEstate({ instances: instances(), ssm, ...over }, estate));
};
const run = (request: OperationRequest, options = {}): Promise<Observation> =>
  runStep(world, 'run-command', request, options);
const commands = () => world.simulator.control.state().places.flatMap(({ ssm }) => ssm.commands);
const sentTo = () => commands().map(({ instanceIds }) => [...instanceIds].sort());
const fault = (spec: Record<string, unknown>) => world.simulator.control.setFault(spec);
const callsOf = (operation: string) =>
  world.simulator.control.calls().reduce((sum, call) => sum + (call.operation === operation ? call.count : 0), 0);

function outcome(end: Observation) {
  if (end.kind === 'running') return { kind: end.kind };
  const failure = end.kind === 'failed' ? { code: end.failure.code, retryable: end.failure.retryable } : {};
  return { kind: end.kind, ...failure, resources: end.resources.map(({ state, status }) => `${state} ${status}`) };
}
const reasons = (end: Observation) =>
  end.kind === 'running' ? [] : end.resources.flatMap(({ reason }) => reason ?? []);
const [FIRST, SECOND, THIRD] = INSTANCE_IDS;

describe('running a command', () => {
  it('tells for each instance how it ended, and keeps what it wrote only when asked to', async () => {
    await open({ commandOutcomes: [{ result: 'success', stdout: 'started' }] });
    const quiet = await run(aCommandRequest());
    expect(quiet).toMatchObject({
      outputs: { results: INSTANCE_IDS.map((instanceId) => ({ instanceId, status: 'success', exitCode: 0 })) },
    });
    expect(JSON.stringify(quiet)).not.toContain('started');
    const kept = await run(aCommandRequest({ captureOutput: true }), { attempt: 2 });
    expect(kept).toMatchObject({ outputs: { results: INSTANCE_IDS.map(() => ({ output: 'started' })) } });
  });

  it('gives exit code and the end of the output as the reason of a failure', async () => {
    await open({
      commandOutcomes: [
        { instance: SECOND, result: 'failure', exitCode: 5, stderr: 'Unit payments.service not found.' },
      ],
    });
    const end = await run(aCommandRequest());
    expect(outcome(end)).toEqual({
      kind: 'failed',
      code: 'instances-failed',
      retryable: true,
      resources: ['succeeded success', 'failed failed', 'succeeded success'],
    });
    expect(reasons(end)).toEqual(['Failed, exit code 5: Unit payments.service not found.']);
    expect(end).toMatchObject({
      failure: { message: '1 of 3 instances failed: Failed, exit code 5: Unit payments.service not found. (1)' },
    });
  });

  it('[trap:ssm-max-errors-zero] starts on every instance though one fails, unless the author wants it bit by bit', async () => {
    await open({ commandOutcomes: [{ instance: FIRST, result: 'failure', seconds: [1, 1] }] });
    expect(outcome(await run(aCommandRequest()))).toMatchObject({
      resources: ['failed failed', 'succeeded success', 'succeeded success'],
    });
    await world.close();
    await open({ commandOutcomes: [{ result: 'failure', seconds: [1, 1] }] });
    expect(outcome(await run(aCommandRequest({ maxConcurrency: '1', maxErrors: '1' })))).toMatchObject({
      retryable: true,
      resources: ['failed failed', 'failed failed', 'failed terminated'],
    });
  });

  it('[trap:ssm-invocation-appears-late] waits for invocations that do not exist yet', async () => {
    await open({ commandOutcomes: [{ result: 'success', seconds: [60, 60] }] });
    const looks: Observation[] = [];
    const end = await run(aCommandRequest(), { onLook: (look: Observation) => looks.push(look) });
    expect(end.kind).toBe('succeeded');
    expect(looks[0]).toMatchObject({ kind: 'running', progress: { done: 0, total: 3, detail: '3 running' } });
  });

  it('[trap:ssm-several-plugins] tells of the part of the document that failed', async () => {
    await open({
      documents: [{ name: 'Two-Parts', type: 'Command', plugins: ['aws:softwareInventory', 'aws:runShellScript'] }],
      commandOutcomes: [{ instance: THIRD, result: 'failure', exitCode: 2, stderr: 'disk is full' }],
    });
    const request = aStepRequest({ document: 'Two-Parts', instances: [...INSTANCE_IDS] });
    expect(reasons(await run(request))).toEqual(['Failed, exit code 2: disk is full']);
  });

  it('[trap:ssm-timed-out-means-two-things] repeats only what certainly never began', async () => {
    const silent = aCommandRequest({ deliveryTimeoutSeconds: 30 });
    await open({ agents: [{ instance: SECOND, ping: 'lost' }] });
    fault({ kind: 'unknown-status', operation: 'ssm:DescribeInstanceInformation', resource: SECOND, status: 'Online' });
    expect(outcome(await run(silent))).toEqual({
      kind: 'failed',
      code: 'instances-failed',
      retryable: true,
      resources: ['succeeded success', 'failed delivery-timed-out', 'succeeded success'],
    });
    await world.close();
    await open({ commandOutcomes: [{ instance: SECOND, result: 'execution-timed-out' }] });
    expect(outcome(await run(aCommandRequest()))).toEqual({
      kind: 'failed',
      code: 'instances-failed',
      retryable: false,
      resources: ['succeeded success', 'unknown execution-timed-out', 'succeeded success'],
    });
  });

  it('[trap:ssm-timeout-seconds-is-delivery] lets a command run longer than its time to be delivered', async () => {
    await open({ commandOutcomes: [{ result: 'success', seconds: [900, 900] }] });
    expect((await run(aCommandRequest({ deliveryTimeoutSeconds: 30 }))).kind).toBe('succeeded');
  });

  it('does not count an undeliverable command as one that may run', async () => {
    await open({ commandOutcomes: [{ result: 'undeliverable' }] });
    expect(outcome(await run(aCommandRequest()))).toMatchObject({
      retryable: true,
      resources: INSTANCE_IDS.map(() => 'failed undeliverable'),
    });
  });

  it('[trap:ssm-fifty-instances-a-command] sends to fifty instances at a time', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `i-${String(index).padStart(17, '0')}`);
    await open({}, { instances: many.map((id, index) => ({ id, name: `app-${index}` })) });
    expect((await run(aCommandRequest({ instances: many }, { resources: many.map((id) => ({ id })) }))).kind).toBe(
      'succeeded',
    );
    expect(sentTo().map(({ length }) => length)).toEqual([50, 50, 20]);
  });

  it('[trap:ssm-comment-limit] marks its commands though the key is longer than a comment', async () => {
    await open();
    const request = aCommandRequest(
      {},
      {
        stepId: 'a'.repeat(63) as OperationRequest['stepId'],
        executionId: 'b'.repeat(40) as OperationRequest['executionId'],
      },
    );
    expect((await run(request)).kind).toBe('succeeded');
    const journal = [
      { since: '2026-01-01T00:00:00.000Z', lookForOwn: true, nextPart: 1, sent: [], ended: [], refusals: [] },
    ];
    expect((await run(request, { resumed: true, journal })).kind).toBe('succeeded');
    expect(commands()).toHaveLength(1);
    expect(commands()[0]?.comment.length).toBeLessThanOrEqual(100);
  });
});

describe('waiting for agents', () => {
  it('[trap:ssm-ping-status] sends to each instance when it is online, and not to one that has lost its connection', async () => {
    await open({
      agents: [
        { instance: FIRST, ping: 'lost' },
        { instance: SECOND, ping: 'online', onlineAfterSeconds: [0, 0] },
        { instance: THIRD, ping: 'absent' },
      ],
    });
    const end = await run(aCommandRequest({ agentWaitMinutes: 5 }));
    expect(sentTo()).toEqual([[SECOND]]);
    expect(outcome(end)).toMatchObject({
      retryable: true,
      resources: ['failed agent-offline', 'succeeded success', 'failed agent-offline'],
    });
    expect(reasons(end)).toEqual([
      'not online in Systems Manager after 5 min (ConnectionLost)',
      'not online in Systems Manager after 5 min (never registered: look at its instance profile and network)',
    ]);
  });

  it('says what it waits for', async () => {
    await open({
      agents: [{ instance: THIRD, ping: 'absent' }],
      commandOutcomes: [{ result: 'success', seconds: [200, 200] }],
    });
    const details: unknown[] = [];
    await run(aCommandRequest({ agentWaitMinutes: 2 }), {
      onLook: (look: Observation) => details.push(look.kind === 'running' ? look.progress.detail : look.kind),
    });
    expect(details).toContain('2 running, 1 waiting to come online in Systems Manager');
  });

  it('waits for all where the author wants it bit by bit', async () => {
    await open({ agents: [{ instance: THIRD, ping: 'absent' }] });
    const end = await run(aCommandRequest({ agentWaitMinutes: 2, maxConcurrency: '50%' }));
    expect(sentTo()).toEqual([[FIRST, SECOND]]);
    expect(outcome(end)).toMatchObject({
      resources: ['succeeded success', 'succeeded success', 'failed agent-offline'],
    });
  });

  it('[trap:ssm-invalid-instance-id-after-launch] leaves out whom AWS refuses, and tries them again later', async () => {
    await open();
    const refusal = { kind: 'refused', operation: 'ssm:SendCommand', code: 'InvalidInstanceId', httpStatus: 400 };
    fault({
      ...refusal,
      resource: SECOND,
      count: 3,
      message: `Instances [[${SECOND}]] not in a valid state for account`,
    });
    expect((await run(aCommandRequest())).kind).toBe('succeeded');
    expect(sentTo()).toEqual([[FIRST, THIRD], [SECOND]]);
  });

  it('[trap:ssm-invalid-instance-id-after-launch] sends to each alone when AWS does not say whom it refuses', async () => {
    await open();
    fault({
      kind: 'refused',
      operation: 'ssm:SendCommand',
      code: 'InvalidInstanceId',
      httpStatus: 400,
      message: 'not in a valid state',
      resource: THIRD,
    });
    const end = await run(aCommandRequest({ agentWaitMinutes: 1 }));
    expect(sentTo()).toEqual([[FIRST], [SECOND]]);
    expect(reasons(end)).toEqual(['InvalidInstanceId: not in a valid state']);
  });
});

describe('once', () => {
  it('[trap:ssm-send-command-has-no-token] finds its command when the answer is lost, instead of sending it again', async () => {
    await open();
    fault({ kind: 'lost-after', operation: 'ssm:SendCommand', count: 1 });
    expect((await run(aCommandRequest())).kind).toBe('succeeded');
    expect(commands()).toHaveLength(1);
  });

  it('sends again what never arrived, after having looked for it', async () => {
    await open();
    fault({ kind: 'lost-before', operation: 'ssm:SendCommand', count: 1 });
    expect((await run(aCommandRequest())).kind).toBe('succeeded');
    expect(commands()).toHaveLength(1);
    expect(callsOf('ListCommands')).toBeGreaterThan(1);
  });

  it('does not take the commands of another attempt, step or hand for its own', async () => {
    await open();
    await run(aCommandRequest());
    await run(aCommandRequest({}, { stepId: 'others' as OperationRequest['stepId'] }));
    expect((await run(aCommandRequest(), { attempt: 2, resumed: true })).kind).toBe('succeeded');
    expect(commands()).toHaveLength(3);
  });
});

describe('in a drill', () => {
  const drilled = (tag: string | undefined) =>
    instances(tag === undefined ? {} : { tags: { 'breakwater:execution': tag } });
  const request = aCommandRequest({}, { mode: 'drill', resources: [] });

  it('runs on the instances that carry the tag of the drill', async () => {
    await open({}, { instances: drilled(EXECUTION) });
    expect((await run(request)).kind).toBe('succeeded');
  });

  it.each([
    ['of another execution', 'drill-000002'],
    ['that no execution launched', undefined],
  ])('runs on no instance %s, whatever the plan refers to', async (_what, tag) => {
    await open({}, { instances: drilled(tag) });
    expect(outcome(await run(request))).toMatchObject({
      kind: 'failed',
      resources: INSTANCE_IDS.map(() => 'failed not-of-the-drill'),
    });
    expect(commands()).toEqual([]);
  });
});

describe('what is refused', () => {
  it('fails where the step before it recovered no instance', async () => {
    await open();
    expect(await run(aCommandRequest({ instances: [] }, { resources: [] }))).toMatchObject({
      kind: 'failed',
      failure: { code: 'no-instances' },
    });
  });

  it("gives AWS's reason for refusing the command", async () => {
    await open();
    const end = await run(aCommandRequest({ parameters: { command: 'ls' } }));
    expect(outcome(end)).toMatchObject({ kind: 'failed', resources: INSTANCE_IDS.map(() => 'failed refused') });
    expect(reasons(end)).toEqual(
      INSTANCE_IDS.map(() => 'InvalidParameters: Parameter command is not defined in the document'),
    );
  });

  it('says before the run what would be refused', async () => {
    await open(
      { agents: [{ instance: FIRST, ping: 'absent' }] },
      { instances: instances().map((spec, index) => ({ ...spec, ...(index === 1 && { os: 'windows' as const }) })) },
    );
    const unfit = aCommandRequest(
      { instances: [...INSTANCE_IDS, 'i-00000000000000009'], parameters: { command: 'ls' } },
      { originRegion: 'us-west-2' },
    );
    const findings = await validateStep(world, 'run-command', unfit);
    expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual([
      'warning acts-in-the-region-left:servers',
      'error instance-missing:i-00000000000000009',
      'error document-parameter-unknown:servers',
      'error document-parameter-missing:servers',
      'warning agent-offline:servers',
      'error platform-mismatch:servers',
    ]);
  });

  it.each([
    ['a document that is not there', { document: 'No-Such' }, ['document-refused']],
    ['an automation', { document: 'Switch', parameters: {} }, ['document-of-another-type']],
  ])('says before the run that %s cannot be run', async (_what, params, codes) => {
    await open({ documents: [{ name: 'Switch', type: 'Automation' }] });
    expect((await validateStep(world, 'run-command', aCommandRequest(params))).map(({ code }) => code)).toEqual(codes);
  });

  it('says that it could not look, and that this may pass', async () => {
    await open();
    fault({ kind: 'lost-before', operation: 'ssm:*' });
    expect((await validateStep(world, 'run-command', aCommandRequest())).map(({ code }) => code)).toEqual([
      'systems-manager-unreachable',
      'systems-manager-unreachable',
    ]);
    fault({ id: 'fault-1', kind: 'refused', operation: 'ssm:DescribeInstanceInformation', httpStatus: 400 });
    expect((await validateStep(world, 'run-command', aCommandRequest())).map(({ code }) => code)).toEqual([
      'systems-manager-refused',
    ]);
  });
});

describe('a retry', () => {
  it('runs on what failed, and reports the rest as it was', async () => {
    await open({ commandOutcomes: [{ instance: SECOND, result: 'failure', times: 1 }] });
    const first = await run(aCommandRequest());
    const previous = first.kind === 'running' ? [] : first.resources;
    const again = await run(aCommandRequest({}, { only: [SECOND], previous }), { attempt: 2 });
    expect(outcome(again)).toEqual({ kind: 'succeeded', resources: INSTANCE_IDS.map(() => 'succeeded success') });
    expect(sentTo()).toEqual([[...INSTANCE_IDS], [SECOND]]);
  });

  it('does not invent what became of instances on which no attempt has acted', async () => {
    await open();
    const end = await run(aCommandRequest({}, { only: [SECOND] }));
    expect(outcome(end)).toMatchObject({
      kind: 'failed',
      resources: ['unknown not-attempted', 'succeeded success', 'unknown not-attempted'],
    });
  });
});
