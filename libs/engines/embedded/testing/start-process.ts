import {
  playProcess,
  type Lifeline,
  type PlayedWorld,
  type RunningProcess,
  type StoresDecorator,
} from '@breakwater/application/testing';
import { embeddedEngine } from '../src/index.ts';

/** A process that hosts the embedded engine. */
export function startProcess(
  world: PlayedWorld,
  name: string,
  lifeline: Lifeline,
  decorate?: StoresDecorator,
): RunningProcess {
  const { application, deps } = playProcess(world, name, lifeline, decorate);
  const { executions, clock, log } = deps;
  const engine = embeddedEngine({ host: application.host, executions, clock, log });
  application.attach(engine);
  return { application, resume: () => engine.resumeUnfinished(), settled: (id) => engine.settled(id) };
}
