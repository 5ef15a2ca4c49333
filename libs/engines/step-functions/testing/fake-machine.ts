import { WORKER_ERRORS, type GateAnswer, type PrepareAnswer, type StepAnswer } from '../src/messages.ts';
import { adapterActivityName, controlActivityName, type ControlActivity } from '../src/names.ts';
import { DEFAULT_TIMINGS } from '../src/state-machine/timings.ts';
import type { FakeMachine } from './fake-step-functions.ts';

const MOST_ATTEMPTS = 41;

/** The master state machine, played on the fake's activities: the same tasks, inputs, choices and retries. */
export const fakeMachine =
  (environment: string): FakeMachine =>
  async (activities, input, signal) => {
    const held = JSON.parse(input) as object;

    /** Retried as the machine does, without its pauses. */
    const task = async (name: string, parameters: object, heartbeatSeconds: number): Promise<unknown> => {
      for (let attempt = 1; ; attempt += 1) {
        const text = JSON.stringify({ ...held, ...parameters });
        const outcome = await activities.schedule(name, text, { heartbeatSeconds, signal });
        signal.throwIfAborted();
        if (outcome.kind === 'succeeded') return JSON.parse(outcome.output);
        if (outcome.error === WORKER_ERRORS.superseded || attempt === MOST_ATTEMPTS) {
          throw Object.assign(new Error(outcome.cause), { name: outcome.error });
        }
      }
    };
    const control = (activity: ControlActivity, parameters: object = {}) =>
      task(controlActivityName(environment, activity), parameters, DEFAULT_TIMINGS[activity].heartbeatSeconds);

    const runStep = async ({ stepId, technology }: { readonly stepId: string; readonly technology: string }) => {
      for (;;) {
        const name = adapterActivityName(environment, technology);
        const step = (await task(name, { stepId, technology }, DEFAULT_TIMINGS.step.heartbeatSeconds)) as StepAnswer;
        if (step.verdict === 'ended') return;
        await control('gate', { kind: 'step', stepId, gateId: step.gateId });
      }
    };

    const prepared = (await control('prepare')) as PrepareAnswer;
    if (prepared.verdict === 'ended') return;
    await Promise.all(
      prepared.stages.map(async ({ stageId }) => {
        const gate = (await control('gate', { kind: 'stage', stageId })) as GateAnswer;
        if (gate.verdict === 'open') await Promise.all(gate.steps.map(runStep));
        await control('close', { stageId });
      }),
    );
    await control('finish');
  };
