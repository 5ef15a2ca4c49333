import type { Actor, Execution, ExecutionEngine, ExecutionId, StepId } from '@breakwater/core';
import { anActor } from '@breakwater/core/testing';
import { stepId } from '@breakwater/core';
import type { Application, ApplicationDependencies, StartExecution, StepVerdict } from '../src/index.ts';
import { ExecutionLog } from '../src/executions/execution-log.ts';
import { Lifeline } from './lifeline.ts';
import { playProcess, type StoresDecorator } from './played-process.ts';
import type { FakeWorld } from './played-world.ts';

/** An engine that only writes down what it is told. */
export class RecordingEngine implements ExecutionEngine {
  readonly name: string;
  readonly started: string[] = [];
  /** The epoch of each start, in the same order. */
  readonly epochs: number[] = [];
  readonly opened: string[] = [];

  constructor(name = 'recording') {
    this.name = name;
  }

  async start(id: ExecutionId, epoch: number): Promise<void> {
    this.started.push(id);
    this.epochs.push(epoch);
  }

  async openGate(_id: ExecutionId, gate: string): Promise<void> {
    this.opened.push(gate);
  }

  async stop(): Promise<void> {
    this.started.length = 0;
  }
}

export interface SoloHostOptions {
  readonly name?: string;
  /** Of the engine. @default `recording` */
  readonly engine?: string;
  readonly decorate?: StoresDecorator;
  /** Takes the place of single dependencies. */
  readonly over?: (deps: ApplicationDependencies) => Partial<ApplicationDependencies>;
}

/** The use cases of one process, driven by a test instead of an engine. */
export interface SoloHost {
  readonly application: Application;
  readonly deps: ApplicationDependencies;
  readonly engine: RecordingEngine;
  /** Starts an execution and validates it. */
  begin(input?: Partial<StartExecution>, by?: Actor): Promise<ExecutionId>;
  runStep(id: ExecutionId, step: string, signal?: AbortSignal): Promise<StepVerdict>;
  state(id: ExecutionId): Promise<Execution>;
}

/** @param world - whose clock lets time pass while a call is driven */
export function soloHost(
  world: FakeWorld,
  { name = 'solo', engine: engineName, decorate, over }: SoloHostOptions = {},
): SoloHost {
  const { application, deps } = playProcess(world, name, new Lifeline(), decorate, over);
  const engine = new RecordingEngine(engineName);
  application.attach(engine);
  const { clock, plan } = world;
  const untilAborted = () => new AbortController().signal;
  return {
    application,
    deps,
    engine,
    async begin(input = {}, by = anActor()) {
      const started = await clock.drive(application.startExecution({ plan: plan.name, mode: 'drill', ...input }, by));
      if (!started.ok) throw new Error(started.error.message);
      const { executionId } = started.value;
      await clock.drive(application.host.prepare(executionId, untilAborted()));
      return executionId;
    },
    runStep: (id, step, signal = untilAborted()) => clock.drive(application.host.runStep(id, stepId(step), signal)),
    async state(id) {
      const reader = new ExecutionLog(world.stores.executions, deps.feed, world.clock, async () => undefined);
      return (await reader.load(id)).execution;
    },
  };
}

/** The state of a step in an execution that has a graph. */
export function stepOf(execution: Execution, step: StepId | string) {
  return 'run' in execution ? execution.run.steps[stepId(step)] : undefined;
}
