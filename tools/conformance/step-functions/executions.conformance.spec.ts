import { afterEach, describe, expect, it } from '@jest/globals';
import { eventfulPlan, Lifeline } from '@breakwater/application/testing';
import type { RecoveryPlan } from '@breakwater/core';
import { aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { smallPlan, type ServedHub } from '@breakwater/engine-step-functions/testing';
import { openHubOnEngine } from './hub-on-engine.ts';

let hub: ServedHub | undefined;
afterEach(() => hub?.close());

async function open(plan: RecoveryPlan): Promise<ServedHub> {
  hub = await openHubOnEngine(plan);
  return hub;
}

/** One more than run side by side in the history of one state machine. */
const MANY = 41;
const manyWaves = (): RecoveryPlan => {
  const waves = Array.from({ length: MANY }, (_, index) =>
    aWave({ id: `w${index}`, dependsOn: [], steps: [aStep({ id: `s${index}`, params: servers(`s-${index}`) })] }),
  );
  const { order: _order, ...plan } = aRecoveryPlan({ waves });
  return plan;
};
const servers = (...ids: string[]) => ({ sourceServerIds: ids });

describe('whole executions on a Step Functions that others wrote', () => {
  it('end clean after retries, decisions, an approval and manual work', async () => {
    const { world, ...on } = await open(eventfulPlan());
    world.cloud.failLaunches('s-batch', 1);
    world.cloud.failLaunches('s-front-2', 1);
    const process = on.start('first');
    const id = await on.begin(process);
    const report = await on.toItsEnd(process, id);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(await on.runs()).toEqual([`${id}-e1 SUCCEEDED`]);
    expect(world.cloud.launches).toHaveLength(10);
  });

  it('launch nothing twice when a process dies right after a launch', async () => {
    const { world, ...on } = await open(smallPlan());
    const lifeline = new Lifeline({ kind: 'crash', at: 'after cloud:StartJob took effect' });
    const id = await on.begin(on.start('first', lifeline));
    await lifeline.struck;
    const report = await on.toItsEnd(on.start('second'), id);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(world.cloud.launches).toHaveLength(1);
    expect(await on.runs()).toEqual([`${id}-e1 SUCCEEDED`]);
  });

  it('go on when a process dies whose call waits at a gate', async () => {
    const { world, ...on } = await open(eventfulPlan());
    const lifeline = new Lifeline({ kind: 'crash', at: 'after parking of stage/1/edge.1' });
    const id = await on.begin(on.start('first', lifeline));
    await lifeline.struck;
    const report = await on.toItsEnd(on.start('second'), id);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(world.cloud.launches).toHaveLength(8);
  });

  it(`run ${MANY} stages side by side, spread over child executions`, async () => {
    const { world, ...on } = await open(manyWaves());
    const process = on.start('first');
    const id = await on.begin(process);
    const report = await on.toItsEnd(process, id);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(world.cloud.launches).toHaveLength(MANY);
    expect(await on.runs()).toEqual([`${id}-e1 SUCCEEDED`]);
  });
});
