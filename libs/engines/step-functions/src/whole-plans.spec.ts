import { describe, expect, it } from '@jest/globals';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { fakeWorld, Lifeline } from '@breakwater/application/testing';
import { FakeStepFunctions, InMemoryGateTokens, playedMachine } from '../testing/index.ts';
import { ENVIRONMENT, startHubProcess, type Hub } from '../testing/hub-process.ts';

const by = anActor();
const recover = (id: string) => aStep({ id, params: { sourceServerIds: [`s-${id}`] } });

async function aHub(plan = aRecoveryPlan({ waves: [aWave({ id: 'one', steps: [recover('one')] })] })) {
  const world = await fakeWorld(plan);
  const service = new FakeStepFunctions(world.clock, playedMachine(ENVIRONMENT));
  const tokens = new InMemoryGateTokens();
  const hub: Hub = { world, service, tokens };
  return { world, service, tokens, hub };
}

describe('an execution on Step Functions', () => {
  it('runs a plan to its end', async () => {
    const { world, hub, service, tokens } = await aHub();
    const process = startHubProcess(hub, 'first', new Lifeline());
    const started = await process.application.startExecution({ plan: 'payments', mode: 'drill' }, by);
    if (!started.ok) throw new Error(started.error.message);
    await world.clock.advance(600);
    const shown = await process.application.showExecution(started.value.executionId);
    expect(shown?.report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect([...service.runs.values()].map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(tokens.count).toBe(0);
    await world.clock.drive(process.stop());
  });
});
