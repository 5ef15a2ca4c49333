import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { CoreBankingRun } from './support/core-banking-run.ts';
import { productionState } from './support/estate-state.ts';
import { liveInstanceCount } from './support/simulated-estate.ts';

let run: CoreBankingRun;
beforeEach(() => {
  run = new CoreBankingRun();
});
afterEach(() => run.close());

const SPEED = 200;
const LAUNCHED = 132;

const stepsOf = ({ waves }: ExecutionReport) => waves.flatMap(({ steps }) => steps);
const hasBegun = (report: ExecutionReport, step: string) =>
  stepsOf(report).some(({ id, startedAt }) => id === step && startedAt !== null);

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
