import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Value } from 'typebox/value';
import { ExecutionReportSchema } from '@breakwater/api-contract';
import type { ExecutionReport } from '@breakwater/core';
import { surroundings, WORKSPACE, type Ended, type Surroundings } from '../testing/run-cli.ts';

let here: Surroundings;
beforeEach(() => {
  here = surroundings();
});
afterEach(() => here.leave());

const QUICK = ['--speed', '600'];
const example = (name: string) => [`examples/plans/${name}.yaml`, '--simulate', `examples/estates/${name}.yaml`];
const documentOf = ({ stdout }: Ended): ExecutionReport => JSON.parse(stdout) as ExecutionReport;

describe('the examples', () => {
  it('core-banking ends degraded, names the exception, and prints one document', async () => {
    const ended = await here.run('drill', ...example('core-banking'), '--approve', '--json', ...QUICK);
    const report = documentOf(ended);
    expect(ended.code).toBe(0);
    expect([...Value.Errors(ExecutionReportSchema, report)]).toEqual([]);
    expect(report.execution).toMatchObject({
      plan: 'core-banking',
      mode: 'drill',
      status: 'completed',
      outcome: 'degraded',
      simulated: true,
    });
    expect(report.waves.map((wave) => [wave.id, wave.status])).toEqual(
      ['database', 'servers', 'branches', 'batch', 'configure', 'traffic'].map((id) => [id, 'completed']),
    );
    const steps = report.waves.flatMap((wave) => wave.steps);
    const technologies = new Set(steps.map(({ technology }) => technology));
    expect(technologies).toEqual(new Set(['database', 'drs', 'application', 'infrastructure', 'manual']));
    const servers = steps.filter(({ technology }) => technology === 'drs').flatMap((step) => step.resources);
    expect(servers.length).toBe(133);
    expect(steps.find(({ id }) => id === 'start-services')).toMatchObject({ status: 'succeeded', exercised: true });
    const validated = steps.filter(({ exercised }) => exercised === false).map(({ id }) => id);
    expect(report.objectives.notProven.toSorted()).toEqual(validated.toSorted());
    expect(validated).toContain('dns');
    expect(report.objectives.rtoMet).toBeNull();
    expect(report.exceptions).toMatchObject([{ step: 'app-servers', acceptedBy: 'simulated:person-1' }]);
    expect(report.failures).toMatchObject([
      { step: 'app-servers', reason: expect.stringContaining('InsufficientInstanceCapacity') },
    ]);
    expect(report.gates.map((gate) => [gate.kind, gate.verdict]).toSorted()).toEqual([
      ['approval', 'approved'],
      ['decision', 'skip'],
      ['manual', 'done-by-hand'],
    ]);
    expect(report.exists.length).toBe(132);
    expect(report.aws.byOperation['drs:StartRecovery']).toBeGreaterThan(0);
  });

  it('core-banking is a failure where degraded is asked to be one', async () => {
    const ended = await here.run('drill', ...example('core-banking'), '--approve', '--fail-on', 'degraded', ...QUICK);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^DEGRADED {2}Drill of core-banking/m);
  });

  it('first-drill ends clean without anybody being asked', async () => {
    const ended = await here.run(
      'drill',
      ...example('first-drill'),
      '--json',
      '--fail-on',
      'degraded',
      '--fail-on',
      'rto',
      ...QUICK,
    );
    expect(ended.code).toBe(0);
    expect(documentOf(ended).execution).toMatchObject({ status: 'completed', outcome: 'clean' });
  });

  it('the same seed gives the same run', async () => {
    const durations = async () => {
      const report = documentOf(await here.run('drill', ...example('first-drill'), '--json', '--seed', '5', ...QUICK));
      return report.waves.flatMap((wave) =>
        wave.steps.flatMap((step) => step.resources.map(({ id, status }) => [id, status])),
      );
    };
    expect(await durations()).toEqual(await durations());
  });

  it('stops-on-failure ends failed with exit code 1, and what came after was not run', async () => {
    const ended = await here.run('drill', ...example('stops-on-failure'), '--json', ...QUICK);
    const report = documentOf(ended);
    expect(ended.code).toBe(1);
    expect(report.execution).toMatchObject({ status: 'failed', outcome: null });
    expect(report.waves.map((wave) => wave.status)).toEqual(['failed', 'not-run']);
  });

  it('a recovery is simulated with the brief first', async () => {
    const ended = await here.run(
      'recover',
      ...example('first-drill'),
      ...['--incident', 'INC-1', '--reason', 'test', '--confirm', 'first-drill', '--intent', 'planned', '--approve'],
      ...QUICK,
    );
    expect(ended.code).toBe(0);
    expect(ended.stdout.indexOf('WHAT WILL HAPPEN')).toBeGreaterThan(-1);
    expect(ended.stdout.indexOf('WHAT WILL HAPPEN')).toBeLessThan(
      ended.stdout.indexOf('RECOVERED  Recovery of first-drill'),
    );
  });
});

describe('plans that are refused', () => {
  const invalid = readdirSync(join(WORKSPACE, 'examples/plans/invalid')).filter((file) => /\.(ya?ml|json)$/.test(file));

  it.each(invalid)('%s: by line, with exit code 2 and no stack', async (file) => {
    const plan = `examples/plans/invalid/${file}`;
    const ended = await here.run('drill', plan, '--simulate', 'examples/estates/first-drill.yaml');
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(new RegExp(`^${plan}:\\d+:\\d+ .*\\[[a-z-]+\\]$`, 'm'));
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});
