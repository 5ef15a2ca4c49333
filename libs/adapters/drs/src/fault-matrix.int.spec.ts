import { afterEach, describe, expect, it } from '@jest/globals';
import { stepId, type Observation, type OperationRequest } from '@breakwater/core';
import { aSourceServer } from '@breakwater/simulator/testing';
import {
  aKeepRequest,
  aReturningEstate,
  aReturnRequest,
  drillServers,
  openDrsWorld,
  ORIGIN,
  recoverForReal,
  reverseAll,
  runStep,
  textsOf,
  type DrsWorld,
  type RunStepOptions,
} from '../testing/index.ts';
import { EXPIRES_TAG, KEPT_TAG } from './tags.ts';

const NAMES = ['app-1', 'app-2'];
/** Looks, of half a minute and more each, after which a copy or a job that does not end is given up here. */
const PATIENT_LOOKS = 400;

let world: DrsWorld;
afterEach(() => world.close());

interface Row {
  readonly operation: string;
  readonly write: string;
  readonly read: string;
  /** How the ids begin that the write is about. */
  readonly subject: string;
  readonly open: () => Promise<OperationRequest>;
  /** The end that data or a job keeps waiting, where the operation waits for such a thing. */
  readonly hasLateEnd: boolean;
  /** What has come of it, where the write may be repeated and changes nothing then. @default each time it was written */
  readonly effects?: () => number;
}

async function recovered(): Promise<string[]> {
  world = await openDrsWorld(aReturningEstate(NAMES.map((name) => aSourceServer({ name }))));
  return textsOf((await recoverForReal(world, NAMES)).trace.outputs['recoveryInstanceIds']);
}

async function reversed(): Promise<OperationRequest> {
  const ids = await recovered();
  const sourceServerIds = await reverseAll(world, ids);
  const resources = sourceServerIds.map((id) => ({ id }));
  return aReturnRequest({ stepId: stepId('return'), target: ORIGIN, params: { sourceServerIds }, resources });
}

async function drilled(): Promise<OperationRequest> {
  world = await openDrsWorld(aReturningEstate(NAMES.map((name) => aSourceServer({ name }))));
  const { recoveryInstanceIds } = await drillServers(world, NAMES);
  return aKeepRequest(recoveryInstanceIds);
}

/** Instances that are protected, marked as kept and without an expiry. */
const keptCount = (): number =>
  world.simulator.control
    .state()
    .places.flatMap(({ ec2Instances }) => ec2Instances)
    .filter(({ tags, terminationProtected }) => terminationProtected && KEPT_TAG in tags && !(EXPIRES_TAG in tags))
    .length;

const ROWS: readonly Row[] = [
  {
    operation: 'keep-recovery-instances',
    write: 'ec2:CreateTags',
    read: 'ec2:DescribeInstances',
    subject: 'i-',
    open: drilled,
    hasLateEnd: false,
    effects: keptCount,
  },
  {
    operation: 'keep-recovery-instances',
    write: 'ec2:ModifyInstanceAttribute',
    read: 'drs:DescribeRecoveryInstances',
    subject: 'i-',
    open: drilled,
    hasLateEnd: false,
    effects: keptCount,
  },
  {
    operation: 'keep-recovery-instances',
    write: 'ec2:DeleteTags',
    read: 'ec2:DescribeInstances',
    subject: 'i-',
    open: drilled,
    hasLateEnd: false,
    effects: keptCount,
  },
  {
    operation: 'reverse-replication',
    write: 'drs:ReverseReplication',
    read: 'drs:DescribeRecoveryInstances',
    subject: 'i-',
    open: async () => aReturnRequest({ params: { recoveryInstanceIds: await recovered() } }),
    hasLateEnd: true,
  },
  {
    operation: 'failback',
    write: 'drs:StartRecovery',
    read: 'drs:DescribeJobs',
    subject: 's-',
    open: reversed,
    hasLateEnd: true,
  },
  {
    operation: 'stop-replication',
    write: 'drs:StopReplication',
    read: 'drs:DescribeSourceServers',
    subject: 's-',
    open: reversed,
    hasLateEnd: false,
  },
];

const QUOTA = { kind: 'refused', code: 'ServiceQuotaExceededException', httpStatus: 402 } as const;

/** Faults after which the step succeeds, having taken effect once. */
const passing = ({ write, read, hasLateEnd }: Row): readonly [string, Record<string, unknown>][] => [
  ['lost before it took effect', { kind: 'lost-before', operation: write, count: 1 }],
  ['lost after it took effect', { kind: 'lost-after', operation: write, count: 1 }],
  ['throttled', { kind: 'throttled', operation: write, count: 5 }],
  ['over its quota', { ...QUOTA, operation: write, count: 3 }],
  ['not to be seen for a while', { kind: 'lost-before', operation: read, count: 7 }],
  ['in an unknown status for a while', { kind: 'unknown-status', operation: read, count: 2 }],
  ...(hasLateEnd
    ? [['late', { kind: 'late', operation: write, jobSeconds: 7_200 }] satisfies [string, Record<string, unknown>]]
    : []),
];

async function play(row: Row, fault: Record<string, unknown>, options: RunStepOptions = {}): Promise<Observation> {
  const request = await row.open();
  before = effectCount(row);
  world.simulator.control.setFault(fault);
  return runStep(world, row.operation, request, options);
}

let before = 0;
/** Servers for which AWS has carried the write out. */
const effectCount = ({ write, subject, effects }: Row): number => effects?.() ?? writeCount(write, subject);

const writeCount = (write: string, subject: string): number =>
  world.simulator.control
    .writes()
    .filter(({ operation }) => operation === write)
    .flatMap(({ resources }) => resources.filter((id) => id.startsWith(subject))).length;

describe.each(ROWS)('$operation by $write', (row) => {
  it.each(passing(row))('succeeds, once for each server, when its call is %s', async (_what, fault) => {
    expect((await play(row, fault)).kind).toBe('succeeded');
    expect(effectCount(row) - before).toBe(NAMES.length);
    const state = world.simulator.control.state().places.flatMap(({ recoveryInstances }) => recoveryInstances);
    const live = state.filter(
      ({ ec2InstanceState }) => ec2InstanceState === 'RUNNING' || ec2InstanceState === 'PENDING',
    );
    expect(live).toHaveLength(row.operation === 'failback' ? 2 * NAMES.length : NAMES.length);
  });
});

// A launch is refused as a whole; the specs of recover have that.
describe.each(ROWS.filter(({ operation }) => operation !== 'failback'))('$operation by $write', (row) => {
  it('fails with what AWS says, and keeps what the others did, when one server is refused', async () => {
    const fault = { kind: 'refused', operation: row.write, code: 'ValidationException', message: 'not this one' };
    const end = await play(row, { ...fault, count: 1 });
    expect(end).toMatchObject({ kind: 'failed', failure: { message: expect.stringContaining('not this one') } });
    const states = end.kind === 'running' ? [] : end.resources.map(({ state }) => state);
    expect(states.toSorted()).toEqual(['failed', 'succeeded']);
  });
});

describe.each(ROWS.filter(({ hasLateEnd }) => hasLateEnd))('$operation', (row) => {
  it('goes on looking at what is stuck, and takes it for neither success nor failure', async () => {
    const stop = new AbortController();
    let looks = 0;
    const run = play(
      row,
      { kind: 'stuck', operation: row.write },
      {
        signal: stop.signal,
        onLook: ({ kind }) => {
          expect(kind).toBe('running');
          looks += 1;
          if (looks === PATIENT_LOOKS) stop.abort(new Error('enough seen'));
        },
      },
    );
    await expect(run).rejects.toThrow('enough seen');
  });
});

describe('failback of servers some of which DRS does not launch', () => {
  it('fails, and names them', async () => {
    const row = ROWS.find(({ operation }) => operation === 'failback');
    if (row === undefined) throw new RangeError('there is no such row');
    const end = await play(row, { kind: 'partial', operation: row.write, servers: 1, count: 1 });
    const states = end.kind === 'running' ? [] : end.resources.map(({ state }) => state);
    expect([end.kind, ...states.toSorted()]).toEqual(['failed', 'failed', 'succeeded']);
  });
});
