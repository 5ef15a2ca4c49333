import { describe, expect, it } from '@jest/globals';
import { anActor } from '@breakwater/core/testing';
import { Lifeline } from '@breakwater/application/testing';

import { hubWorld } from '../testing/hub-world.ts';
import { startHubProcess } from '../testing/hub-process.ts';

const by = anActor();
describe('an execution on Step Functions', () => {
  it('runs a plan to its end', async () => {
    const world = await hubWorld();
    const { service, tokens } = world;
    const process = startHubProcess(world, 'first', new Lifeline());
    const started = await process.application.startExecution({ plan: 'payments', mode: 'drill' }, by);
    if (!started.ok) throw new Error(started.error.message);
    await world.clock.advance(600);
    const shown = await process.application.showExecution(started.value.executionId);
    expect(shown?.report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect([...service.runs.values()].map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect((await tokens.list()).tokens).toEqual([]);
    await world.clock.drive(process.stop());
  });
});
