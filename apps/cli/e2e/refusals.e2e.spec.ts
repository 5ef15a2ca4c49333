import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { surroundings, WORKSPACE, type Surroundings } from '../testing/run-cli.ts';

let here: Surroundings;
beforeEach(() => {
  here = surroundings();
});
afterEach(() => here.leave());

const PLAN = 'examples/plans/first-drill.yaml';
const QUICK = ['--speed', '600'];

/** The first example's estate with a part of it changed; the change must be one. */
function changedEstate(from: string | RegExp, to: string): string {
  const original = readFileSync(join(WORKSPACE, 'examples/estates/first-drill.yaml'), 'utf8');
  const changed = original.replace(from, to);
  expect(changed).not.toBe(original);
  const file = join(here.folder, 'estate.yaml');
  writeFileSync(file, changed);
  return file;
}

async function rejected(estate: string, ...more: string[]): Promise<ExecutionReport> {
  const ended = await here.run('drill', PLAN, '--simulate', estate, '--json', ...QUICK, ...more);
  expect(ended.code).toBe(1);
  const report = JSON.parse(ended.stdout) as ExecutionReport;
  expect(report.execution.status).toBe('rejected');
  expect(report.exists).toEqual([]);
  return report;
}

const errorsOf = (report: ExecutionReport) => report.findings.filter(({ severity }) => severity === 'error');

describe('a drill is rejected with findings and exit code 1', () => {
  it('when the role of an account does not trust the hub', async () => {
    const report = await rejected(changedEstate('arn:aws:iam::111122223333:root', 'arn:aws:iam::999988887777:root'));
    expect(errorsOf(report)).toContainEqual(
      expect.objectContaining({ absolute: true, message: expect.stringContaining('222233334444') }),
    );
  });

  it('when a protection group is outside what is expected', async () => {
    const report = await rejected(changedEstate('count: 3', 'count: 2'));
    expect(errorsOf(report)).toContainEqual(expect.objectContaining({ message: expect.stringContaining('shop-web') }));
  });

  it('when a server has a live recovery instance, which a drill would terminate', async () => {
    const report = await rejected(
      changedEstate(
        'id: s-0f1e2d3c4b5a69788',
        'id: s-0f1e2d3c4b5a69788\n              recoveryInstances: [{ isDrill: false }]',
      ),
    );
    expect(errorsOf(report)).toContainEqual(
      expect.objectContaining({ code: 'live-recovery-instance', absolute: true, resource: 's-0f1e2d3c4b5a69788' }),
    );
  });
});

describe('what is typed wrong ends with exit code 2 and one clear message', () => {
  const estate = 'examples/estates/first-drill.yaml';
  it.each([
    ['an option that needs another', ['drill', PLAN, '--approve'], '--approve is for simulated runs only'],
    ['no such estate', ['drill', PLAN, '--simulate', 'nowhere.yaml'], 'nowhere.yaml'],
    ['an estate that is none', ['drill', PLAN, '--simulate', PLAN], `${PLAN}:`],
    ['a wave that the plan does not have', ['drill', PLAN, '--simulate', estate, '--only', 'nowhere'], 'nowhere'],
    ['an unknown option', ['drill', PLAN, '--aprove'], '--aprove'],
    ['a command that is not built', ['plan', 'rehearse', PLAN], 'plan rehearse is not built yet'],
  ])('%s', async (_name, words, message) => {
    const ended = await here.run(...words);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain(message);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('a setting of the surroundings that cannot be used', () => {
  it('ends with exit code 2 and one line, whatever the command', async () => {
    const ended = await here.runWith({ BREAKWATER_LEASE_SECONDS: '0' }, 'plan', 'validate', PLAN);
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: 'breakwater: BREAKWATER_LEASE_SECONDS is 0: give a number of seconds, 1 or more\n',
    });
  });
});

describe('what does not answer ends with exit code 3', () => {
  it.each([
    ['a server', ['execution', 'list', '--server', 'http://127.0.0.1:9', '--token', 't']],
    ['a simulator', ['drill', PLAN, '--simulate', 'http://127.0.0.1:9']],
  ])('%s', async (_name, words) => {
    const ended = await here.run(...words);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('127.0.0.1:9');
  });
});

describe('a plan that does not fit on Step Functions', () => {
  it('is refused when it is checked, with what it would take', async () => {
    const steps = Array.from(
      { length: 5_000 },
      (_, index) =>
        `      - { id: ${`a-step-with-a-long-name-${index}`}, technology: built-in, operation: wait, params: { minutes: 1 } }`,
    );
    const file = join(here.folder, 'wide.yaml');
    writeFileSync(file, wideWave(steps));
    const ended = await here.run('plan', 'validate', file);
    expect(ended.code).toBe(2);
    const said = `${ended.stdout}${ended.stderr}`.replaceAll(/\s+/g, ' ');
    expect(said).toMatch(/identifiers of its 5000 steps take some 3\d{5} bytes, .* at most 262144/);
    expect(said).toContain('nothing was started');
  });

  const wideWave = (steps: readonly string[]): string => `apiVersion: breakwater/v1
kind: RecoveryPlan
name: wide
owner: dr@example.com
objectives: { rtoMinutes: 30, rpoMinutes: 5 }
sites:
  from: { region: us-east-1 }
  to: { region: us-west-2 }
order: listed
waves:
  - id: wide
    steps:
${steps.join('\n')}
`;
});
