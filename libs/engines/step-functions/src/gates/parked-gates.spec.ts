import { describe, expect, it } from '@jest/globals';
import { EngineSupersededError, executionId, gateId, silentLog, stageGateId, stageId } from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave, InMemoryGateTokens } from '@breakwater/core/testing';
import { fakeWorld, soloHost } from '@breakwater/application/testing';
import { FakeStepFunctions } from '../../testing/index.ts';
import type { GateTask } from '../messages.ts';
import { PreparedGraphs } from '../prepared-graphs.ts';
import { ParkedGates } from './parked-gates.ts';
import { placeOf, taskAt } from './waiter.ts';

const ACTIVITY = 'breakwater-test-gate';
const approver = anActor({ subject: 'local:bo' });
const WEB = stageId('web.1');

/** A wave that may start, one behind an approval, and one behind that. */
const plan = () =>
  aRecoveryPlan({
    waves: [
      aWave({ id: 'data', steps: [aStep({ id: 'data', params: { sourceServerIds: ['s-data'] } })] }),
      aWave({
        id: 'web',
        approval: { modes: ['drill'], from: [{ role: 'recovery-manager', count: 1 }] },
        steps: [aStep({ id: 'web', params: { sourceServerIds: ['s-web'] } })],
      }),
    ],
  });

/** An execution that waits for the approval of its second wave. */
async function atTheApproval() {
  const world = await fakeWorld(plan());
  const solo = soloHost(world);
  const id = await solo.begin();
  await solo.runStep(id, 'data');
  const service = new FakeStepFunctions(world.clock);
  const tokens = new InMemoryGateTokens();
  const { host } = solo.application;
  const parts = { client: service.client(), host, tokens, log: silentLog };
  const gates = new ParkedGates({ ...parts, graphs: new PreparedGraphs(world.stores.executions) });
  const task = (stage: string, engineEpoch = 1): GateTask => ({
    kind: 'stage',
    executionId: id,
    engineEpoch,
    stageId: stage,
  });
  /** A call of the state machine, and the outcome that it will have. */
  const call = async () => {
    const outcome = service.activities.schedule(ACTIVITY, '', {
      heartbeatSeconds: 90,
      signal: new AbortController().signal,
    });
    const token = (await service.activities.poll(ACTIVITY))?.token ?? '';
    return { token, outcome };
  };
  const approve = () => solo.application.resolveGate(id, gateId('approval.web'), { action: 'approve' }, approver);
  return { world, solo, id, service, tokens, gates, task, call, approve };
}

const open = { verdict: 'open', spread: 'inline', steps: [{ stepId: 'web', technology: 'drs' }] };

describe('a call at a gate', () => {
  it('is answered at once when the events hold the verdict, and never parked', async () => {
    const { gates, task, tokens } = await atTheApproval();
    expect(await gates.answerOrPark(task('data.1'), 'token-0')).toEqual({
      kind: 'answer',
      output: { verdict: 'closed' },
    });
    expect((await tokens.list()).tokens).toEqual([]);
  });

  it('is left open otherwise, and answered from the events by whoever opens the gate', async () => {
    const { gates, task, call, tokens, approve, id } = await atTheApproval();
    const { token, outcome } = await call();
    expect(await gates.answerOrPark(task(WEB), token)).toEqual({ kind: 'left-open' });
    expect((await tokens.list()).tokens).toHaveLength(1);
    await approve();
    await gates.open(id, stageGateId(WEB));
    expect(await outcome).toEqual({ kind: 'succeeded', output: JSON.stringify(open) });
    expect((await tokens.list()).tokens).toEqual([]);
  });

  it('is answered by itself when the verdict comes while it is being parked', async () => {
    const { gates, task, tokens, approve } = await atTheApproval();
    const park = tokens.park.bind(tokens);
    tokens.park = async (token) => {
      await approve();
      await park(token);
    };
    expect(await gates.answerOrPark(task(WEB), 'token-0')).toEqual({ kind: 'answer', output: open });
    expect((await tokens.list()).tokens).toEqual([]);
  });

  it('is left to whoever opened the gate when that one has taken the token already', async () => {
    const { gates, task, tokens, approve, id } = await atTheApproval();
    const park = tokens.park.bind(tokens);
    tokens.park = async (token) => {
      await park(token);
      await approve();
      await tokens.claim(id, stageGateId(WEB));
    };
    expect(await gates.answerOrPark(task(WEB), 'token-0')).toEqual({ kind: 'left-open' });
  });

  it('takes the place of an earlier one of the same engine, and of no other engine', async () => {
    const { gates, task, tokens, solo, id } = await atTheApproval();
    await gates.answerOrPark(task(WEB), 'token-1');
    await gates.answerOrPark(task(WEB), 'token-2');
    expect((await tokens.list()).tokens.map(({ token }) => token)).toEqual(['token-2']);
    await solo.application.takeOver(id, approver, 'the state machine was deleted');
    await gates.answerOrPark(task(WEB, 2), 'token-3');
    expect((await tokens.list()).tokens.map(({ token }) => token)).toEqual(['token-2', 'token-3']);
  });

  it('of an engine that was superseded is told so', async () => {
    const { gates, task, call, solo, id, approve } = await atTheApproval();
    const { token, outcome } = await call();
    await gates.answerOrPark(task(WEB), token);
    await solo.application.takeOver(id, approver, 'the state machine was deleted');
    await approve();
    await gates.open(id, stageGateId(WEB));
    expect(await outcome).toMatchObject({ kind: 'failed', error: 'Breakwater.EngineSuperseded' });
    await expect(gates.answerOrPark(task(WEB), token)).rejects.toThrow(EngineSupersededError);
  });
});

describe('a gate that is opened', () => {
  it('answers each call once, however many open it', async () => {
    const { gates, task, call, approve, id, service } = await atTheApproval();
    const { token, outcome } = await call();
    await gates.answerOrPark(task(WEB), token);
    await approve();
    await Promise.all([1, 2, 3].map(() => gates.open(id, stageGateId(WEB))));
    expect(await outcome).toMatchObject({ kind: 'succeeded' });
    expect([...service.ends.values()]).toEqual([1]);
  });

  it('takes it for nothing when a call is over', async () => {
    const { gates, task, approve, id } = await atTheApproval();
    await gates.answerOrPark(task(WEB), 'a token that AWS does not know');
    await approve();
    await expect(gates.open(id, stageGateId(WEB))).resolves.toBeUndefined();
  });

  it('has its calls made again when the verdict is not there, or cannot be read', async () => {
    const { gates, task, call, id, world } = await atTheApproval();
    const first = await call();
    await gates.answerOrPark(task(WEB), first.token);
    await gates.open(id, stageGateId(WEB));
    expect(await first.outcome).toMatchObject({ error: 'Breakwater.WorkerFault' });
    const second = await call();
    await gates.answerOrPark(task(WEB), second.token);
    world.stores.executions.read = () => Promise.reject(new Error('the store is away'));
    await gates.open(id, stageGateId(WEB));
    expect(await second.outcome).toMatchObject({ error: 'Breakwater.WorkerFault' });
  });
});

describe('a look at a parked call', () => {
  it('leaves it alone while it has to wait, and answers it when a wake-up was lost', async () => {
    const { gates, task, call, approve, tokens } = await atTheApproval();
    const { token, outcome } = await call();
    await gates.answerOrPark(task(WEB), token);
    const [parked] = (await tokens.list()).tokens;
    if (parked === undefined) throw new Error('nothing is parked');
    expect(await gates.review(parked)).toBe(false);
    await approve();
    expect(await gates.review(parked)).toBe(true);
    expect(await outcome).toMatchObject({ kind: 'succeeded' });
    expect(await gates.review(parked)).toBe(false);
  });
});

describe('the place of a task', () => {
  it('tells the task again', () => {
    const held = { executionId: executionId('drill-1'), engineEpoch: 12 };
    const tasks: readonly GateTask[] = [
      { ...held, kind: 'stage', stageId: 'web/front.1' },
      { ...held, kind: 'step', stepId: 'app', gateId: 'decision.app.1' },
    ];
    expect(tasks.map((task) => taskAt(placeOf(task)))).toEqual(tasks);
    expect(taskAt({ ...placeOf({ ...held, kind: 'stage', stageId: 'a' }), waiter: 'somebody' })).toBeUndefined();
  });
});
