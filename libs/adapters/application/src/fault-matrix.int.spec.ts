import { afterEach, describe, expect, it } from '@jest/globals';
import type { Observation, OperationRequest } from '@breakwater/core';
import { faultMatrix, type FaultCell, type FaultCells } from '@breakwater/core/testing/contracts';
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
  lambda: {
    functions: [
      { name: 'warm-caches', durable: true },
      { name: 'gives-up', durable: true, answers: [{ error: { type: 'Error', message: 'warmed 3 of 12 caches' } }] },
    ],
  },
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

/** What else may stand in the way of a call or of its look, without an end to the step. */
const passing = ({ write, read }: Row): readonly [string, Record<string, unknown>][] => [
  ['failing inside AWS', { kind: 'refused', operation: write, code: 'InternalServerError', httpStatus: 500, count: 2 }],
  ...(read === undefined
    ? []
    : ([
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

/** The operation succeeds all the same, having taken effect once. */
const overcomes = (row: Row, fault: Record<string, unknown>): FaultCell => ({
  outcome: 'takes effect once all the same',
  async play() {
    expect((await play(row, { operation: row.write, ...fault })).kind).toBe('succeeded');
    expect(effectsOf(row)).toBe(row.once);
  },
});

const faultsOnTheCall = (row: Row) => ({
  'lost-before': overcomes(row, { kind: 'lost-before', count: 2 }),
  'lost-after': overcomes(row, { kind: 'lost-after', count: 2 }),
  throttled: overcomes(row, { kind: 'throttled', count: 5 }),
  quota: overcomes(row, { kind: 'refused', code: row.limit, httpStatus: 400, count: 5 }),
});

/** Of an operation that starts work and looks at it. */
const startedWork = (row: Row): FaultCells => ({
  ...faultsOnTheCall(row),
  late: overcomes(row, { kind: 'late', jobSeconds: 1_200 }),
  partial: {
    outcome: 'fails when a part of it does',
    async play() {
      const end = await play(row, { kind: 'partial', operation: row.write, message: 'disk is full', count: 1 });
      expect(end.kind).toBe('failed');
      expect(effectsOf(row)).toBe(row.once);
    },
  },
  stuck: {
    outcome: 'never succeeds, and says that it runs',
    async play() {
      const end = await play(row, { kind: 'stuck', operation: row.write }, { mostLooks: 100 });
      expect(end).toMatchObject({ kind: 'running', progress: { detail: expect.stringMatching(/running|InProgress/) } });
      expect(effectsOf(row)).toBe(row.once);
    },
  },
  'unknown-status': {
    outcome: 'never takes it for success',
    async play() {
      const end = await play(row, { kind: 'unknown-status', operation: row.read, status: 'SUCCEEDED_PERHAPS' });
      expect(end).toMatchObject({
        kind: 'failed',
        failure: { retryable: false, message: expect.stringContaining('SUCCEEDED_PERHAPS') },
      });
    },
  },
});

/** An invocation is over with its answer: what comes late, half done or never comes with that answer. */
const invocations = (row: Row): FaultCells => ({
  ...faultsOnTheCall(row),
  late: overcomes(row, { kind: 'late', answerSeconds: 0.2, count: 1 }),
  partial: {
    outcome: 'fails when the function gave up half way, in its own words',
    async play() {
      const request = aFunctionRequest({ function: 'gives-up', durable: true });
      const end = await play({ ...row, request }, { kind: 'throttled', operation: row.write, count: 1 });
      expect(end).toMatchObject({
        kind: 'failed',
        failure: { message: expect.stringContaining('warmed 3 of 12 caches') },
      });
      expect(effectsOf(row)).toBe(1);
    },
  },
  stuck: {
    outcome: 'never succeeds while no answer comes',
    async play() {
      const end = await play(row, { kind: 'lost-before', operation: row.write }, { mostLooks: 100 });
      expect(end.kind).not.toBe('succeeded');
      expect(JSON.stringify(end)).toMatch(/answer|hang up/);
      expect(effectsOf(row)).toBe(0);
    },
  },
  'unknown-status': {
    outcome: 'never takes a refusal that it does not know for success',
    async play() {
      const fault = { kind: 'refused', code: 'SucceededPerhapsException', httpStatus: 418, message: 'perhaps' };
      const end = await play(row, { ...fault, operation: row.write });
      expect(end).toMatchObject({ kind: 'failed', failure: { message: expect.stringContaining('perhaps') } });
      expect(effectsOf(row)).toBe(0);
    },
  },
});

const healthy: HttpProbeAnswer = { status: 200, body: 'ready' };
const checkRequest = aStepRequest({ url: 'https://pay-west.example.com/ready', withinMinutes: 10 });

/** Checks a URL that answers so, one after the other, the last for ever. */
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
  return runStep(world, 'http-check', { ...checkRequest, params: { ...checkRequest.params, ...over } }, { adapter });
}

const succeedsAfter = (...answers: readonly (HttpProbeAnswer | Error)[]): FaultCell => ({
  outcome: 'succeeds in the end',
  async play() {
    expect((await check([...answers, healthy])).kind).toBe('succeeded');
  },
});

const failsWith = (answer: HttpProbeAnswer | Error, reason: string): FaultCell => ({
  outcome: 'fails with the reason',
  async play() {
    expect(await check([answer], { expectedBody: 'ready' })).toMatchObject({
      kind: 'failed',
      failure: { code: 'not-healthy', retryable: true, message: expect.stringContaining(reason) },
    });
  },
});

/** A check changes nothing: a question that is lost on its way and an answer that is lost come to the same. */
const checks: FaultCells = {
  'lost-before': succeedsAfter(new Error('connect ECONNREFUSED')),
  'lost-after': succeedsAfter(new Error('socket hang up')),
  throttled: succeedsAfter({ status: 429, body: 'slow down' }),
  quota: succeedsAfter({ status: 503, body: 'too many connections' }),
  late: succeedsAfter(...Array.from({ length: 100 }, () => new Error('ECONNREFUSED'))),
  partial: failsWith({ status: 200, body: 'rea' }, 'status 200, but the body does not contain "ready"'),
  stuck: failsWith(new Error('no answer within 5 s'), 'no answer within 5 s'),
  'unknown-status': failsWith({ status: 299, body: '' }, 'status 299, expected 200'),
};

const rowOf = (name: string): Row => {
  const row = ROWS.find(({ operation }) => operation === name);
  if (row === undefined) throw new RangeError(`no row of ${name}`);
  return row;
};

faultMatrix(applicationAdapter(), {
  'run-command': startedWork(rowOf('run-command')),
  'run-automation': startedWork(rowOf('run-automation')),
  'invoke-lambda': invocations(rowOf('invoke-lambda')),
  'http-check': checks,
});

it('passes over an answer that it does not know, for a while', async () => {
  expect((await check([{ status: 299, body: '' }, healthy])).kind).toBe('succeeded');
});
