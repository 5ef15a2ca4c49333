import { afterEach, describe, expect, it } from '@jest/globals';
import type { Observation, OperationRequest } from '@breakwater/core';
import {
  aCommandRequest,
  aFunctionRequest,
  anApplicationEstate,
  anAutomationRequest,
  aStepRequest,
  instances,
  openApplicationWorld,
  runStep,
  SWITCH_DOCUMENT,
  type ApplicationWorld,
  type RunOptions,
} from '../testing/index.ts';
import { applicationAdapter } from './adapter.ts';
import type { HttpProbe, HttpProbeAnswer } from './http-check/http-probe.ts';

let world: ApplicationWorld | undefined;
afterEach(() => world?.close());

const estate = anApplicationEstate({
  instances: instances(),
  ssm: { documents: [SWITCH_DOCUMENT] },
  lambda: { functions: [{ name: 'warm-caches', durable: true }] },
});

interface Row {
  readonly operation: string;
  readonly request: OperationRequest;
  readonly write: string;
  readonly read?: string;
  /** What happened in AWS. */
  readonly effects: (world: ApplicationWorld) => number;
  /** When it happened once. */
  readonly once: number;
  readonly limit: string;
}

const places = ({ simulator }: ApplicationWorld) => simulator.control.state().places;

const ROWS: readonly Row[] = [
  {
    operation: 'run-command',
    request: aCommandRequest(),
    write: 'ssm:SendCommand',
    read: 'ssm:ListCommandInvocations',
    effects: (seen) => places(seen).flatMap(({ ssm }) => ssm.commands.flatMap(({ instanceIds }) => instanceIds)).length,
    once: 3,
    limit: 'RequestLimitExceeded',
  },
  {
    operation: 'run-automation',
    request: anAutomationRequest(),
    write: 'ssm:StartAutomationExecution',
    read: 'ssm:GetAutomationExecution',
    effects: (seen) => places(seen).flatMap(({ ssm }) => ssm.automations).length,
    once: 1,
    limit: 'AutomationExecutionLimitExceededException',
  },
  {
    operation: 'invoke-lambda',
    request: aFunctionRequest({ durable: true }),
    write: 'lambda:Invoke',
    effects: (seen) => places(seen).flatMap(({ functionRuns }) => functionRuns).length,
    once: 1,
    limit: 'TooManyRequestsException',
  },
];

/** Faults after which the step succeeds, having taken effect once. */
const passing = ({ write, read, limit }: Row): readonly [string, Record<string, unknown>][] => [
  ['lost before it took effect', { kind: 'lost-before', operation: write, count: 2 }],
  ['lost after it took effect', { kind: 'lost-after', operation: write, count: 2 }],
  ['throttled', { kind: 'throttled', operation: write, count: 5 }],
  ['at its limit', { kind: 'refused', operation: write, code: limit, httpStatus: 400, count: 5 }],
  ['failing inside AWS', { kind: 'refused', operation: write, code: 'InternalServerError', httpStatus: 500, count: 2 }],
  ...(read === undefined
    ? []
    : ([
        ['late', { kind: 'late', operation: write, jobSeconds: 1_200 }],
        ['throttled when it is looked at', { kind: 'throttled', operation: read, count: 4 }],
        ['not to be seen for a while', { kind: 'lost-before', operation: read, count: 7 }],
        ['in an unknown status for a while', { kind: 'unknown-status', operation: read, count: 5 }],
      ] as [string, Record<string, unknown>][])),
];

async function play(
  { operation, request }: Row,
  fault: Record<string, unknown>,
  options: RunOptions = {},
): Promise<Observation> {
  world = await openApplicationWorld(estate);
  world.simulator.control.setFault(fault);
  return runStep(world, operation, request, options);
}
const effectsOf = (row: Row) => (world === undefined ? undefined : row.effects(world));

describe.each(ROWS)('$operation', (row) => {
  it.each(passing(row))('succeeds, once, when its call is %s', async (_what, fault) => {
    expect((await play(row, fault)).kind).toBe('succeeded');
    expect(effectsOf(row)).toBe(row.once);
  });

  it('fails, and says so, when AWS does not let it', async () => {
    const end = await play(row, { kind: 'refused', operation: row.write, message: 'explicit deny in a policy' });
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringContaining('explicit deny in a policy') },
    });
    expect(effectsOf(row)).toBe(0);
  });
});

describe.each(ROWS.filter(({ read }) => read !== undefined))('$operation', (row) => {
  it('fails when a part of it does', async () => {
    const end = await play(row, { kind: 'partial', operation: row.write, message: 'disk is full', count: 1 });
    expect(end.kind).toBe('failed');
    expect(effectsOf(row)).toBe(row.once);
  });

  it('never succeeds when it is stuck, and says that it runs', async () => {
    const end = await play(row, { kind: 'stuck', operation: row.write }, { mostLooks: 100 });
    expect(end).toMatchObject({ kind: 'running', progress: { detail: expect.stringMatching(/running|InProgress/) } });
    expect(effectsOf(row)).toBe(row.once);
  });

  it('never takes an unknown status for success', async () => {
    const end = await play(row, { kind: 'unknown-status', operation: row.read, status: 'SUCCEEDED_PERHAPS' });
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { retryable: false, message: expect.stringContaining('SUCCEEDED_PERHAPS') },
    });
  });
});

describe('http-check', () => {
  const healthy: HttpProbeAnswer = { status: 200, body: 'ready' };
  const request = aStepRequest({ url: 'https://pay-west.example.com/ready', withinMinutes: 10 });

  /** Answers one after the other, the last for ever. */
  async function check(
    answers: readonly (HttpProbeAnswer | Error)[],
    over: OperationRequest['params'] = {},
  ): Promise<Observation> {
    world = await openApplicationWorld(estate);
    let index = 0;
    const probe: HttpProbe = async () => {
      const answer = answers[Math.min(index, answers.length - 1)] ?? healthy;
      index += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const adapter = applicationAdapter({ probe });
    return runStep(world, 'http-check', { ...request, params: { ...request.params, ...over } }, { adapter });
  }

  it.each<[string, (HttpProbeAnswer | Error)[]]>([
    ['lost', [new Error('socket hang up'), healthy]],
    ['throttled', [{ status: 429, body: 'slow down' }, healthy]],
    ['at its limit', [{ status: 503, body: 'too many connections' }, healthy]],
    ['unknown for a while', [{ status: 299, body: '' }, healthy]],
    ['late', [...Array.from({ length: 100 }, () => new Error('ECONNREFUSED')), healthy]],
  ])('succeeds in the end when its answer is %s', async (_what, answers) => {
    expect((await check(answers)).kind).toBe('succeeded');
  });

  it.each<[string, HttpProbeAnswer | Error, string]>([
    ['stuck', new Error('no answer within 5 s'), 'no answer within 5 s'],
    ['unknown', { status: 299, body: '' }, 'status 299, expected 200'],
    ['partial', { status: 200, body: 'rea' }, 'status 200, but the body does not contain "ready"'],
  ])('fails with the reason when its answer stays %s', async (_what, answer, reason) => {
    const end = await check([answer], { expectedBody: 'ready' });
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { code: 'not-healthy', retryable: true, message: expect.stringContaining(reason) },
    });
  });
});
