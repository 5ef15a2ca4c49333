import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { installedAdapters } from '@breakwater/hosting';
import { CoreBankingRun } from './support/core-banking-run.ts';
import { instancesInUse, productionState, withoutFunctionRuns } from './support/estate-state.ts';
import { liveInstanceCount } from './support/simulated-estate.ts';

let run: CoreBankingRun;
beforeEach(() => {
  run = new CoreBankingRun();
});
afterEach(() => run.close());

const SPEED = 200;
const INCIDENT = { incident: 'INC-7', reason: 'us-east-1 is to be left', confirm: 'core-banking' };
const LAUNCHED = 132;

const stepsOf = ({ waves }: ExecutionReport) => waves.flatMap(({ steps }) => steps);
const hasBegun = (report: ExecutionReport, step: string) =>
  stepsOf(report).some(({ id, startedAt }) => id === step && startedAt !== null);
/** The instances that a step has launched, sorted: their ids are new in every run. */
const recoveredBy = (report: ExecutionReport, step: string): readonly string[] =>
  stepsOf(report)
    .filter(({ id }) => id === step)
    .flatMap(({ resources }) => resources.map(({ recoveryInstanceId }) => recoveryInstanceId))
    .filter((id) => typeof id === 'string')
    .toSorted();
/** Steps that did something which, by the manifest of their operation, nobody can take back. */
function notReversible(report: ExecutionReport): string[] {
  const adapters = installedAdapters();
  return stepsOf(report)
    .filter(({ exercised }) => exercised === true)
    .filter(({ technology, operation }) => adapters.operation(technology, operation)?.reversible === 'no')
    .map(({ id }) => id)
    .toSorted();
}

describe('a drill of all technologies', () => {
  it('leaves everything that is not its own as it was, also when it is killed on the way', async () => {
    await run.open(SPEED);
    const before = await productionState(run.simulator);
    const drill = await run.start('executions', { plan: 'core-banking', mode: 'drill' });
    for (const step of ['app-servers', 'start-services']) {
      await run.until(drill, (report) => hasBegun(report, step));
      await run.killServer();
    }
    const report = await run.ended(drill);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'degraded' });
    expect(report.objectives.notProven).toEqual(expect.arrayContaining(['ledger-planned', 'open-payments', 'dns']));
    expect(await liveInstanceCount(run.simulator)).toBe(LAUNCHED);
    expect(await productionState(run.simulator)).toEqual(before);
  });
});

describe('a recovery with all technologies', () => {
  it('moves everything, and its rollback brings back all that can be', async () => {
    await run.open(SPEED);
    const before = await productionState(run.simulator);
    const recovery = await run.start('executions', {
      ...{ plan: 'core-banking', mode: 'recovery', intent: 'planned' },
      ...INCIDENT,
    });
    const recovered = await run.ended(recovery);
    expect(recovered.execution.status).toBe('completed');
    expect(recovered.objectives.notProven).toEqual([]);
    const moved = JSON.stringify(await productionState(run.simulator));
    expect(moved).toContain('"pay-west.example.com"');
    expect(moved).not.toContain('"pay-east.example.com"');
    expect(await liveInstanceCount(run.simulator)).toBe(LAUNCHED);
    const launched = recoveredBy(recovered, 'app-servers');
    expect(launched).toHaveLength(47);
    const { commanded, balanced } = await instancesInUse(run.simulator);
    expect(commanded).toEqual(launched);
    expect(balanced).toEqual(expect.arrayContaining([...launched]));

    const rollback = await run.ended(await run.start(`executions/${recovery}/rollback`, INCIDENT));
    expect(rollback.execution).toMatchObject({ mode: 'rollback', status: 'completed' });
    const stays = rollback.findings.filter(({ code }) => code === 'not-reversible').map(({ resource }) => resource);
    expect(stays.toSorted()).toEqual(notReversible(recovered));
    expect(stays).toContain('smoke-test');
    expect(await liveInstanceCount(run.simulator)).toBe(0);
    expect(withoutFunctionRuns(await productionState(run.simulator))).toEqual(withoutFunctionRuns(before));
  });
});
