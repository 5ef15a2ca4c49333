import {
  playProcess,
  type Lifeline,
  type PlayedWorld,
  type ProcessOptions,
  type RunningProcess,
} from '@breakwater/application/testing';
import { embeddedEngine } from '../src/index.ts';

/** A process that hosts the embedded engine. */
export function startProcess(
  world: PlayedWorld,
  name: string,
  lifeline: Lifeline,
  { decorate, engineName, distort = (host) => host }: ProcessOptions = {},
): RunningProcess {
  const { application, deps } = playProcess(world, name, lifeline, decorate);
  const { executions, clock, log } = deps;
  const named = engineName === undefined ? {} : { name: engineName };
  const engine = embeddedEngine({ ...named, host: distort(application.host), executions, clock, log });
  application.attach(engine);
  return {
    application,
    engineName: engine.name,
    resume: () => engine.resumeUnfinished(),
    settled: (id) => engine.settled(id),
  };
}
