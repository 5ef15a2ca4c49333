import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { surroundings, WORKSPACE, type Surroundings } from '../testing/run-cli.ts';
import { waitFor } from '../testing/wait-for.ts';

let here: Surroundings;
beforeEach(() => {
  here = surroundings();
});
afterEach(() => here.leave());

const PLAN = 'examples/plans/core-banking.yaml';
const ESTATE = 'examples/estates/core-banking.yaml';

interface Gate {
  readonly executionId: string;
  readonly gate: { readonly id: string; readonly kind: string };
}

const gates = async (): Promise<Gate[]> => JSON.parse((await here.run('gate', 'list', '--json')).stdout) as Gate[];

/** The gate of a kind, once it waits. */
const gateOf = (kind: string): Promise<Gate> =>
  waitFor(async () => (await gates()).find(({ gate }) => gate.kind === kind));

const show = async (id: string): Promise<ExecutionReport> =>
  JSON.parse((await here.run('execution', 'show', id, '--json')).stdout) as ExecutionReport;

describe('without a terminal', () => {
  it('a drill that waits for a person ends with exit code 4, and another command goes on with it', async () => {
    const simulator = await here.start(/listens on (\S+),/, 'simulate', ESTATE, '--port', '0', '--speed', '300');
    const data = join(here.folder, 'data');
    const drill = await here.run('drill', PLAN, '--simulate', simulator.found, '--data', data);
    expect(drill.code).toBe(4);
    expect(drill.stdout).toMatch(/^WAITS FOR A PERSON {2}Drill of core-banking/m);
    expect(drill.stdout).toContain(`npx breakwater serve --data ${data} --simulate ${simulator.found}`);
    expect(statSync(data).mode & 0o077).toBe(0);

    const again = await here.run('drill', PLAN, '--simulate', simulator.found, '--data', data);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is not finished');

    await here.start(/listens on (\S+)/, 'serve', '--data', data, '--simulate', simulator.found, '--port', '0');
    const decision = await gateOf('decision');
    expect(drill.stdout).toContain(`gate resolve ${decision.executionId} ${decision.gate.id} skip --note WHY`);
    const id = decision.executionId;
    expect((await here.run('status')).stdout).toContain('Decision on the failed step app-servers');
    expect((await here.run('next')).stdout).toContain(`npx breakwater gate resolve ${id} ${decision.gate.id} retry`);
    expect((await here.run('gate', 'resolve', id, decision.gate.id, 'skip')).code).toBe(2);
    expect((await here.run('gate', 'resolve', id, decision.gate.id, 'skip', '--note', 'not needed today')).code).toBe(
      0,
    );

    const approval = await gateOf('approval');
    const byInitiator = await here.run('gate', 'resolve', id, approval.gate.id, 'approve');
    expect(byInitiator.code).toBe(2);
    expect(byInitiator.stderr).toContain('approver-is-initiator');
    const token = (await here.run('token', '--subject', 'ben', '--role', 'recovery-manager')).stdout.trim();
    expect((await here.run('gate', 'resolve', id, approval.gate.id, 'approve', '--token', token)).code).toBe(0);
    const manual = await gateOf('manual');
    expect((await here.run('gate', 'resolve', id, manual.gate.id, 'done-by-hand', '--note', 'called')).code).toBe(0);

    const watched = await here.run('execution', 'watch', id, '--json');
    const report = JSON.parse(watched.stdout) as ExecutionReport;
    expect(watched.code).toBe(0);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'degraded' });
    expect(report.exceptions).toMatchObject([{ step: 'app-servers' }]);
    expect((await here.run('execution', 'events', id)).stdout).toMatch(/execution-ended +completed, degraded/);

    const cleanup = (await here.run('execution', 'cleanup', id)).stdout;
    const cleanupId = /execution watch (\S+)/.exec(cleanup)?.[1] ?? '';
    expect((await here.run('execution', 'watch', cleanupId)).code).toBe(0);
  });
});

/** All steps that wait for nothing have begun, and none that waits for them. */
const isUnderWay = ({ waves }: ExecutionReport): boolean => {
  const begun = waves.flatMap(({ steps }) => steps.filter(({ startedAt }) => startedAt !== null).map(({ id }) => id));
  return ['directory', 'branch-web', 'reporting'].every((id) => begun.some((step) => step === id));
};

describe('with a server', () => {
  it('a drill that is cancelled during a wave follows what runs to its end and starts nothing more', async () => {
    const data = join(here.folder, 'data');
    const server = await here.start(
      /listens on (\S+)/,
      'serve',
      '--data',
      data,
      '--simulate',
      ESTATE,
      '--speed',
      '60',
      '--port',
      '0',
    );
    const token = (await here.run('token', '--subject', 'ana', '--role', 'admin')).stdout.trim();
    const id = await startOverRest(server.found, token);
    await waitFor(async () => (isUnderWay(await show(id)) ? true : undefined));
    expect((await here.run('execution', 'cancel', id, '--note', 'wrong day')).code).toBe(0);

    const watched = await here.run('execution', 'watch', id);
    expect(watched.code).toBe(1);
    expect(watched.stdout).toMatch(/^CANCELLED {2}Drill of core-banking/m);
    const report = await show(id);
    expect(report.execution.status).toBe('cancelled');
    expect(report.waves.map(({ id: wave, status }) => [wave, status]).slice(3)).toEqual(
      ['batch', 'configure', 'traffic'].map((wave) => [wave, 'not-run']),
    );
    const resources = report.waves.flatMap(({ steps }) => steps.flatMap((step) => step.resources));
    const launched = resources.filter(({ recoveryInstanceId }) => typeof recoveryInstanceId === 'string');
    expect(launched.length).toBeGreaterThanOrEqual(43);
    expect(report.exists).toHaveLength(launched.length);
    expect(watched.stdout).toMatch(/444455556666 +us-west-2 +39 /);

    server.process.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });

  it('pause holds what comes next, resume lets it go on', async () => {
    const server = await here.start(
      /listens on (\S+)/,
      'serve',
      '--simulate',
      'examples/estates/first-drill.yaml',
      '--speed',
      '15',
      '--port',
      '0',
    );
    const token = (await here.run('token', '--subject', 'ana', '--role', 'admin')).stdout.trim();
    const id = await startOverRest(server.found, token, 'first-drill');
    await waitFor(async () => ((await show(id)).waves.some(({ status }) => status === 'running') ? true : undefined));
    expect((await here.run('execution', 'pause', id, '--note', 'look first')).code).toBe(0);
    await waitFor(async () => ((await show(id)).waves[0]?.status === 'completed' ? true : undefined));
    const held = await show(id);
    expect(held.execution.status).toBe('paused');
    expect(held.waves[1]?.status).toBe('pending');
    expect((await here.run('execution', 'resume', id)).code).toBe(0);
    expect((await here.run('execution', 'watch', id)).code).toBe(0);
  });
});

describe('Ctrl-C', () => {
  it('stops the engine, keeps the history, says how to go on, and ends with exit code 4', async () => {
    const data = join(here.folder, 'data');
    const drill = await here.start(/wave servers: running/, 'drill', PLAN, '--simulate', ESTATE, '--data', data);
    drill.process.kill('SIGINT');
    const ended = await drill.ended;
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('Nothing is lost');
    expect(ended.stdout).toContain(`npx breakwater serve --data ${data} --simulate ${ESTATE}`);
    expect(existsSync(join(data, 'breakwater.db'))).toBe(true);
  });
});

/** Saves an example's plan and starts it as a drill, as a pipeline would. */
async function startOverRest(server: string, token: string, name = 'core-banking'): Promise<string> {
  const authorization = `Bearer ${token}`;
  const plan = readFileSync(join(WORKSPACE, `examples/plans/${name}.yaml`), 'utf8');
  const saved = await fetch(new URL('/v1/recovery-plans', server), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/yaml' },
    body: plan,
  });
  expect(saved.status).toBe(201);
  const started = await fetch(new URL('/v1/executions', server), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ plan: name, mode: 'drill' }),
  });
  expect(started.status).toBe(202);
  return ((await started.json()) as { executionId: string }).executionId;
}
