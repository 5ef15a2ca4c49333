import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stepId, type Mode, type Observation, type OperationRequest } from '@breakwater/core';
import { anEstate, aSourceServer } from '@breakwater/simulator/testing';
import {
  aRecoverRequest,
  contextFor,
  EXECUTION,
  openDrsWorld,
  operationNamed,
  runStep,
  serverIds,
  type DrsWorld,
} from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';

const OPERATION = 'terminate-recovery-instances';
const NAMES = ['app-1', 'app-2'];

let world: DrsWorld;
beforeEach(async () => {
  world = await openDrsWorld(anEstate({ servers: NAMES.map((name) => aSourceServer({ name })) }));
});
afterEach(() => world.close());

/** Launches the servers and gives their recovery instances. */
async function launched(mode: Mode = 'drill'): Promise<string[]> {
  const end = await runStep(world, 'recover', aRecoverRequest(serverIds(NAMES), { mode }));
  if (end.kind !== 'succeeded') throw new TypeError(`the recovery ended ${end.kind}`);
  const { recoveryInstanceIds } = end.outputs;
  if (!Array.isArray(recoveryInstanceIds)) throw new TypeError('the recovery names no instances');
  return recoveryInstanceIds.filter((id: unknown) => typeof id === 'string').sort();
}

const aTermination = (params: OperationRequest['params'], over: Partial<OperationRequest> = {}): OperationRequest =>
  aRecoverRequest([], { stepId: stepId('clean-up'), mode: 'cleanup', params, resources: [], ...over });

const outcomes = (end: Observation) =>
  end.kind === 'running' ? [] : end.resources.map(({ id, state, status }) => ({ id, state, status }));
const terminated = (ids: readonly string[]) => ids.map((id) => ({ id, state: 'succeeded', status: 'terminated' }));
const calls = (): number =>
  world.simulator.control
    .calls()
    .filter(({ operation }) => operation === 'TerminateRecoveryInstances')
    .reduce((sum, { count }) => sum + count, 0);
const validate = (request: OperationRequest) =>
  world.clock.drive(operationNamed(drsAdapter(), OPERATION).validate(request, contextFor(world, request)));
const other = { executionId: 'cleanup-000009' as OperationRequest['executionId'] };

describe('terminating recovery instances', () => {
  it("terminates a drill's instances, and finds them gone when asked again", async () => {
    const ids = await launched();
    const request = aTermination({ recoveryInstanceIds: ids });
    expect(outcomes(await runStep(world, OPERATION, request))).toEqual(terminated(ids));
    expect(outcomes(await runStep(world, OPERATION, request))).toEqual(terminated(ids));
    expect(calls()).toBe(1);
    expect(await validate(request)).toMatchObject(ids.map(() => ({ code: 'instance-gone', severity: 'info' })));
  });

  it('finds all instances of a named execution', async () => {
    const ids = await launched();
    const end = await runStep(world, OPERATION, aTermination({ ofExecution: EXECUTION }, other));
    expect(outcomes(end)).toEqual(terminated(ids));
    expect(end).toMatchObject({ outputs: { recoveryInstanceIds: ids } });
  });

  it('leaves what another execution launched', async () => {
    const ids = await launched();
    const request = aTermination({ recoveryInstanceIds: ids }, other);
    expect(await validate(request)).toMatchObject(ids.map(() => ({ code: 'not-of-the-execution', absolute: true })));
    const end = await runStep(world, OPERATION, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'instances-left', retryable: false } });
    expect(calls()).toBe(0);
  });

  it('knows its own by the tags of their job when a lost worker did not tag them', async () => {
    world.simulator.control.setFault({ kind: 'refused', operation: 'ec2:CreateTags', code: 'UnauthorizedOperation' });
    const ids = await launched();
    expect(outcomes(await runStep(world, OPERATION, aTermination({ recoveryInstanceIds: ids })))).toEqual(
      terminated(ids),
    );
  });

  it('leaves real recovery instances unless told, and lifts their protection then', async () => {
    const ids = await launched('recovery');
    const request = aTermination({ recoveryInstanceIds: ids });
    expect(await validate(request)).toMatchObject(ids.map(() => ({ code: 'real-recovery-instance', absolute: true })));
    expect(await runStep(world, OPERATION, request)).toMatchObject({ kind: 'failed' });
    expect(calls()).toBe(0);
    const end = await runStep(world, OPERATION, aTermination({ recoveryInstanceIds: ids, includeReal: true }));
    expect(outcomes(end)).toEqual(terminated(ids));
  });

  it.each([
    ['the call is lost before it took effect', { kind: 'lost-before', operation: 'drs:TerminateRecoveryInstances' }],
    ['the call is lost after it took effect', { kind: 'lost-after', operation: 'drs:TerminateRecoveryInstances' }],
    ['DRS cannot be asked', { kind: 'lost-before', operation: 'drs:DescribeRecoveryInstances' }],
    ['EC2 cannot be asked', { kind: 'lost-before', operation: 'ec2:DescribeInstances' }],
  ])('ends well when %s', async (_, fault) => {
    const ids = await launched();
    world.simulator.control.setFault({ ...fault, count: 4 });
    const end = await runStep(world, OPERATION, aTermination({ ofExecution: EXECUTION }));
    expect(outcomes(end)).toEqual(terminated(ids));
  });

  it('says which instances are left, and why', async () => {
    const ids = await launched();
    world.simulator.control.setFault({
      kind: 'partial',
      operation: 'drs:TerminateRecoveryInstances',
      servers: 1,
      count: 1,
    });
    const end = await runStep(world, OPERATION, aTermination({ recoveryInstanceIds: ids }));
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'instances-left', retryable: true } });
    expect(outcomes(end).filter(({ status }) => status === 'left')).toHaveLength(1);
  });

  it('ends when the account refuses to be asked', async () => {
    const refused = { kind: 'refused', code: 'UnauthorizedOperation', httpStatus: 403 };
    world.simulator.control.setFault({ ...refused, operation: 'ec2:DescribeInstances' });
    const request = aTermination({ ofExecution: EXECUTION });
    expect(await runStep(world, OPERATION, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'drs-refused' },
    });
    expect(await validate(request)).toMatchObject([{ code: 'drs-access-refused', absolute: true }]);
  });

  it('tells a person how to do it, with real instances too', () => {
    const operation = operationNamed(drsAdapter(), OPERATION);
    const text = (params: OperationRequest['params']) => JSON.stringify(operation.runbook(aTermination(params)));
    expect(text({ recoveryInstanceIds: ['i-0123456789abcdef0'] })).toContain(
      '--recovery-instance-ids i-0123456789abcdef0',
    );
    expect(text({ ofExecution: EXECUTION, includeReal: true })).toContain('--no-disable-api-termination');
    expect(operation.inDrill(aTermination({ ofExecution: EXECUTION, includeReal: true }))).toBe('disruptive');
  });
});
