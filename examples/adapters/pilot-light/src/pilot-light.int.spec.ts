import { describe, expect, it } from '@jest/globals';
import { executionId, silentLog, stepId, type Selection, type Target } from '@breakwater/core';
import { VirtualClock, anOperationRequest } from '@breakwater/core/testing';
import { technologyAdapterContract, type OperationWorld, type Scenario } from '@breakwater/core/testing/contracts';
import { clientsOf, FakeEc2, NO_CAPACITY } from '../testing/fake-ec2.ts';
import { pilotLightAdapter } from './pilot-light.ts';

const IDS = ['i-0aaaaaaaaaaaaaaa1', 'i-0aaaaaaaaaaaaaaa2'] as const;
const TARGET: Target = { account: '222233334444', region: 'us-west-2' };

async function open(
  state: 'running' | 'stopped',
  fail: (ec2: FakeEc2) => void,
  scenario: Scenario,
): Promise<OperationWorld> {
  const clock = new VirtualClock();
  const ec2 = new FakeEc2(clock, Object.fromEntries(IDS.map((id) => [id, state])));
  if (scenario === 'failing') fail(ec2);
  return {
    request: anOperationRequest({
      target: TARGET,
      params: { instanceIds: [...IDS] },
      resources: IDS.map((id) => ({ id })),
      executionId: executionId('run-1'),
      stepId: stepId('standby'),
    }),
    openWorker: async () => ({ adapter: pilotLightAdapter, aws: clientsOf(ec2), clock, close: async () => undefined }),
    writes: async () => ec2.writes.map((write) => ({ ...write, touches: 'production' })),
    effects: async () => ({ ...ec2.effects }),
    drive: (work) => clock.drive(work),
    mend: async () => ec2.mend(),
    close: async () => undefined,
  };
}

technologyAdapterContract('pilot-light', pilotLightAdapter, {
  'start-instances': {
    open: (scenario) =>
      open('stopped', (ec2) => ec2.refuse(IDS[1], 'InsufficientInstanceCapacity', NO_CAPACITY), scenario),
    failureReason: NO_CAPACITY,
  },
  'stop-instances': {
    open: (scenario) =>
      open('running', (ec2) => ec2.refuse(IDS[1], 'OperationNotPermitted', 'it is protected'), scenario),
    failureReason: 'it is protected',
  },
});

describe('the instances of a protection group', () => {
  const ec2 = new FakeEc2(new VirtualClock(), { [IDS[0]]: 'stopped', [IDS[1]]: 'stopped' });
  const resolve = async (selection: Selection) => {
    const context = {
      aws: clientsOf(ec2),
      clock: new VirtualClock(),
      log: silentLog,
      signal: AbortSignal.timeout(5_000),
    };
    return (await pilotLightAdapter.resolve?.(selection, TARGET, context))?.map(({ id }) => id);
  };

  it('are found by their tags', async () => {
    expect(await resolve({ allOf: { tier: 'web' } })).toEqual([IDS[0]]);
    expect(await resolve({ anyOf: { tier: 'app', owner: 'nobody' } })).toEqual([IDS[1]]);
    expect(await resolve({ ids: [...IDS], noneOf: { tier: 'web' } })).toEqual([IDS[1]]);
  });

  it('are listed by hand with the same filters', () => {
    expect(pilotLightAdapter.listing?.({ allOf: { tier: 'web' } }, TARGET).commands).toEqual([
      'aws ec2 describe-instances --region us-west-2 --filters "Name=tag:tier,Values=web"',
    ]);
  });
});

describe('validation', () => {
  it('tells what is gone and what is so already', async () => {
    const ec2 = new FakeEc2(new VirtualClock(), { [IDS[0]]: 'running' });
    const request = anOperationRequest({ target: TARGET, params: {}, resources: IDS.map((id) => ({ id })) });
    const context = {
      aws: clientsOf(ec2),
      clock: new VirtualClock(),
      log: silentLog,
      signal: AbortSignal.timeout(5_000),
    };
    const [start] = pilotLightAdapter.operations;
    const findings = await start?.validate(request, context);
    expect(findings?.map(({ id, severity }) => ({ id, severity }))).toEqual([
      { id: `instance-there:${IDS[0]}`, severity: 'info' },
      { id: `instance-gone:${IDS[1]}`, severity: 'error' },
    ]);
  });
});
