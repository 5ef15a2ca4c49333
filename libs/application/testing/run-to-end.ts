import type { ExecutionId } from '@breakwater/core';
import type { FakeWorld } from './played-world.ts';
import type { SoloHost } from './solo-host.ts';

/** Runs the stages of a prepared execution one after the other, in the way of an engine that has nothing else to do. */
export async function runToEnd(
  { clock }: FakeWorld,
  { application, state, runStep }: SoloHost,
  id: ExecutionId,
): Promise<void> {
  const prepared = await state(id);
  if (prepared.kind !== 'running') throw new Error(`execution ${id} is ${prepared.kind}: there is nothing to run`);
  for (const { id: stage, steps } of prepared.run.graph.stages) {
    for (const step of steps) await runStep(id, step);
    await clock.drive(application.host.closeStage(id, stage));
  }
  if (!(await clock.drive(application.host.finish(id)))) throw new Error(`execution ${id} has not ended`);
}
