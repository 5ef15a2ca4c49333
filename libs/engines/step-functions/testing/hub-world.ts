import { fakeWorld, type DisturbedWorld, type FakeWorld, type StartProcess } from '@breakwater/application/testing';
import { aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { FakeStepFunctions } from './fake-step-functions.ts';
import { ENVIRONMENT, startHubProcess, type Hub } from './hub-process.ts';
import { fakeMachine } from './fake-machine.ts';

/** A world with a state machine in it. */
export type HubWorld = FakeWorld & DisturbedWorld & Hub & { readonly service: FakeStepFunctions };

/** One wave of one step. */
export const smallPlan = () =>
  aRecoveryPlan({
    waves: [aWave({ id: 'one', steps: [aStep({ id: 'one', params: { sourceServerIds: ['s-one'] } })] })],
  });

export async function hubWorld(world?: FakeWorld): Promise<HubWorld> {
  const under = world ?? (await fakeWorld(smallPlan()));
  const service = new FakeStepFunctions(under.clock, fakeMachine(ENVIRONMENT));
  return {
    ...under,
    service,
    tokens: under.stores.gateTokens,
    launches: () => under.cloud.launches,
    connect: (lifeline) => ({
      client: service.client((call, send) => lifeline.call(call, send)),
      polls: service.client((_call, send) => lifeline.passive(send())),
    }),
  };
}

/** Wall seconds between two looks whether the state machine is done too. */
const LOOK_SECONDS = 5;
const MOST_LOOKS = 100;

/** A process of the hub, for runs that are disturbed. Nothing has to be resumed: what is unfinished is kept. */
export const startDisturbedHub: StartProcess<HubWorld> = (world, name, lifeline, { decorate } = {}) => {
  const { application, engine } = startHubProcess(world, name, lifeline, decorate === undefined ? {} : { decorate });
  return {
    application,
    engineName: engine.name,
    resume: () => Promise.resolve(),
    async settled() {
      for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
        if ([...world.service.runs.values()].every(({ status }) => status !== 'RUNNING')) return;
        await world.clock.sleep(LOOK_SECONDS);
      }
      throw new Error('the state machine does not end');
    },
  };
};

/** What must not happen whatever dies: a call that is answered twice, and a run that fails. */
export function hubViolations({ service }: HubWorld): readonly string[] {
  const inputOf = new Map(service.activities.tasks.map(({ token, input }) => [token, input]));
  return [
    ...[...service.ends].flatMap(([token, count]) =>
      count > 1 ? [`ended ${count} times: ${inputOf.get(token)}`] : [],
    ),
    ...[...service.runs.values()].flatMap(({ name, status, error }) =>
      status === 'SUCCEEDED' ? [] : [`${name} is ${status} ${error ?? ''}`],
    ),
  ];
}
