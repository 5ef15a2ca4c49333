import type { ExecutionId } from '@breakwater/core';
import type { VirtualClock } from '@breakwater/core/testing';
import type { StartExecution } from '../src/index.ts';
import { beOnDuty, type ProcessOptions, type StartProcess } from './duty.ts';
import type { Launch } from './fake-cloud.ts';
import { Lifeline, type Mishap } from './lifeline.ts';
import { playProcess, type PlayedWorld, type StoresDecorator } from './played-process.ts';
import type { Aftermath } from './violations.ts';

/** A world in which a run can be disturbed. */
export interface DisturbedWorld extends PlayedWorld {
  readonly clock: VirtualClock;
  launches(): readonly Launch[];
}

export interface Disturbance<World> {
  readonly startProcess: StartProcess<World>;
  readonly wanted: StartExecution;
  readonly decorate?: StoresDecorator;
  /** Nothing happens to the first process when absent. */
  readonly mishap?: Mishap;
  /** Seconds from the mishap until a process that stood still goes on; a second one runs beside it from the start. */
  readonly wakesAfterSeconds?: number;
  /** The second process is of another engine, and takes the execution over. */
  readonly takesOver?: boolean;
  readonly distort?: NonNullable<ProcessOptions['distort']>;
}

export interface DisturbedRun extends Aftermath {
  /** Of the first process, in order. */
  readonly boundaries: readonly string[];
  /** Where the mishap happened; absent when the run was over before. */
  readonly struckAt?: string;
}

/** Runs an execution to its end, with a second process after, or beside, one that meets a mishap. */
export async function disturbedRun<World extends DisturbedWorld>(
  world: World,
  disturbance: Disturbance<World>,
): Promise<DisturbedRun> {
  const { startProcess, wanted, decorate, mishap, wakesAfterSeconds = 0, takesOver = false, distort } = disturbance;
  const lifeline = new Lifeline(mishap);
  const onDuty = (name: string, life: Lifeline) => {
    const process = startProcess(world, name, life, {
      ...(takesOver && { engineName: `engine-${name}` }),
      ...(decorate !== undefined && { decorate }),
      ...(distort !== undefined && { distort }),
    });
    return beOnDuty(world, process, wanted, takesOver && name === 'second');
  };

  const first = onDuty('first', lifeline);
  const firstEnd = await world.clock.drive(Promise.race([first, lifeline.struck]));
  let id = firstEnd ?? undefined;
  if (id === undefined) {
    const second = onDuty('second', new Lifeline());
    if (mishap?.kind !== 'crash') {
      await world.clock.drive(world.clock.sleep(wakesAfterSeconds));
      lifeline.wake();
      await world.clock.drive(first);
    }
    id = await world.clock.drive(second);
  }
  return { ...(await aftermathOf(world, id)), boundaries: lifeline.boundaries, ...struck(lifeline) };
}

const struck = ({ struckAt }: Lifeline) => (struckAt === undefined ? {} : { struckAt });

/** As a process that had no part in it finds it. */
async function aftermathOf(world: DisturbedWorld, id: ExecutionId): Promise<Aftermath> {
  const { application } = playProcess(world, 'reader', new Lifeline());
  const shown = await application.showExecution(id);
  if (shown === undefined) throw new Error(`execution ${id} is gone`);
  return { id, stores: world.stores, report: shown.report, launches: world.launches() };
}
