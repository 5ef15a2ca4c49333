import type { ExecutionId, GateReport } from '@breakwater/core';
import { anActor } from '@breakwater/core/testing';
import type { Application, ExecutionHost, StartExecution } from '../src/index.ts';
import type { Lifeline } from './lifeline.ts';
import type { PlayedWorld, StoresDecorator } from './played-process.ts';

/** Seconds between two looks of the person on duty. */
const LOOK_SECONDS = 20;
/** More than any run of these tests takes. */
const MOST_LOOKS = 1_000;

/** A process with its engine running. */
export interface RunningProcess {
  readonly application: Application;
  readonly engineName: string;
  /** Goes on with what is unfinished, where that needs to be told. */
  readonly resume: () => Promise<unknown>;
  /** Resolves when the engine is done with an execution that has ended. */
  readonly settled: (id: ExecutionId) => Promise<unknown>;
}

export interface ProcessOptions {
  readonly decorate?: StoresDecorator;
  /** Name of its engine. @default the engine's own */
  readonly engineName?: string;
  /** Gets the engine's side wrong on purpose. */
  readonly distort?: (host: ExecutionHost) => ExecutionHost;
}

/** An engine's side that heeds no epoch: whoever had an execution once goes on with it for ever. */
export const epochIgnored = (host: ExecutionHost): ExecutionHost => ({ ...host, at: () => host });

/** Starts a process as the product's own hosts do, without going on with anything yet. */
export type StartProcess<World> = (
  world: World,
  name: string,
  lifeline: Lifeline,
  options?: ProcessOptions,
) => RunningProcess;

/**
 * What people do with a process: it goes on with what is unfinished, the execution is asked for once more (under the same
 * key, as after an answer that never came), taken over when `takesOver` is set and another engine has it, and every gate is
 * answered until it has ended.
 */
export async function beOnDuty(
  { clock }: PlayedWorld,
  { application, engineName, resume, settled }: RunningProcess,
  wanted: StartExecution,
  takesOver = false,
): Promise<ExecutionId> {
  await resume();
  const started = await application.startExecution({ ...wanted, idempotencyKey: 'the-run' }, anActor());
  if (!started.ok) throw new Error(`not started: ${started.error.message}`);
  const { executionId } = started.value;
  const isElsewhere = (await application.host.engineOf(executionId))?.name !== engineName;
  if (takesOver && isElsewhere) await application.takeOver(executionId, anActor(), 'the first is gone');
  for (let looks = 0; ; looks += 1) {
    if (looks === MOST_LOOKS) throw new Error(`execution ${executionId} does not come to its end`);
    const shown = await application.showExecution(executionId);
    if (shown === undefined) throw new Error(`execution ${executionId} is gone`);
    const waiting = shown.report.gates.filter(({ status }) => status === 'waiting');
    for (const gate of waiting) await answer(application, executionId, gate);
    if (shown.report.execution.completedAt !== null) break;
    await clock.sleep(LOOK_SECONDS);
  }
  await settled(executionId);
  return executionId;
}

/** Somebody else may have been quicker: a refusal is none of our business. */
async function answer(application: Application, id: ExecutionId, { id: gate, actions }: GateReport): Promise<void> {
  const action = (['approve', 'retry', 'done-by-hand'] as const).find((candidate) => actions.includes(candidate));
  if (action === undefined) return;
  const by = anActor({ subject: 'local:bo', roles: ['recovery-manager', 'operator'] });
  await application.resolveGate(id, gate, { action, ...(action !== 'approve' && { note: 'looked at it' }) }, by);
}
