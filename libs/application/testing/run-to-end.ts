import type { ExecutionId } from '@breakwater/core';
import type { FakeWorld } from './played-world.ts';
import type { SoloHost } from './solo-host.ts';

/** Runs the stages of a prepared execution one after the other, in the way of an engine that has nothing else to do. */
export async function runToEnd({ clock }: FakeWorld, host: SoloHost, id: ExecutionId): Promise<void> {
  const prepared = await host.state(id);
  if (prepared.kind !== 'running') throw new Error(`execution ${id} is ${prepared.kind}: there is nothing to run`);
  for (const { id: stage, steps } of prepared.run.graph.stages) {
    for (const step of steps) await host.runStep(id, step);
    await clock.drive(host.application.host.closeStage(id, stage));
  }
  if (!(await clock.drive(host.application.host.finish(id)))) throw new Error(`execution ${id} has not ended`);
}
