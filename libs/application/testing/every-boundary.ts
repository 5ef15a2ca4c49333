import type { StartExecution } from '../src/index.ts';
import { disturbedRun, type DisturbedRun, type DisturbedWorld } from './disturbed-run.ts';
import type { ProcessOptions, StartProcess } from './duty.ts';
import type { Mishap } from './lifeline.ts';
import type { StoresDecorator } from './played-process.ts';
import { violations } from './violations.ts';

export interface EveryBoundary<World extends DisturbedWorld = DisturbedWorld> {
  readonly startProcess: StartProcess<World>;
  readonly open: () => Promise<World>;
  readonly wanted: StartExecution;
  readonly kind: Mishap['kind'];
  readonly wakesAfterSeconds?: number;
  readonly takesOver?: boolean;
  readonly distort?: NonNullable<ProcessOptions['distort']>;
  readonly decorate?: StoresDecorator;
  /** Which boundaries of the undisturbed run are played. @default all */
  readonly where?: (boundary: string) => boolean;
  /** What else went wrong in a world, by the engine's own lights. */
  readonly alsoWrong?: (world: World) => readonly string[];
}

export interface BoundaryResults {
  /** How many runs were disturbed. */
  readonly played: number;
  /** What went wrong, by the number and the name of the boundary where the mishap happened. */
  readonly violations: Readonly<Record<string, readonly string[]>>;
}

/** Plays a mishap at each boundary of a run, each in a world of its own, and compares with the undisturbed run. */
export async function atEveryBoundary<World extends DisturbedWorld>(
  plan: EveryBoundary<World>,
): Promise<BoundaryResults> {
  const {
    startProcess,
    wanted,
    kind,
    wakesAfterSeconds,
    takesOver,
    distort,
    decorate,
    where = () => true,
    alsoWrong = () => [],
  } = plan;
  const disturbed = async (world: World, mishap?: Mishap): Promise<DisturbedRun> =>
    disturbedRun(world, {
      startProcess,
      wanted,
      ...(mishap !== undefined && { mishap }),
      ...(wakesAfterSeconds !== undefined && { wakesAfterSeconds }),
      ...(takesOver !== undefined && { takesOver }),
      ...(distort !== undefined && { distort }),
      ...(decorate !== undefined && { decorate }),
    });
  const expected = await disturbed(await plan.open());
  const found: Record<string, readonly string[]> = {};
  let played = 0;
  for (const [at, boundary] of expected.boundaries.entries()) {
    if (!where(boundary)) continue;
    const world = await plan.open();
    const run = await disturbed(world, { kind, at });
    played += 1;
    const wrong =
      run.struckAt === undefined ? ['nothing happened'] : [...(await violations(run, expected)), ...alsoWrong(world)];
    if (wrong.length > 0) found[`${at} ${run.struckAt ?? boundary}`] = wrong;
  }
  return { played, violations: found };
}
