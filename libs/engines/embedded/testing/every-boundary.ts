import { violations, type Mishap, type StoresDecorator } from '@breakwater/application/testing';
import type { StartExecution } from '@breakwater/application';
import type { ProcessOptions } from './duty.ts';
import { disturbedRun, type DisturbedRun, type DisturbedWorld } from './disturbed-run.ts';

export interface EveryBoundary {
  readonly open: () => Promise<DisturbedWorld>;
  readonly wanted: StartExecution;
  readonly kind: Mishap['kind'];
  readonly wakesAfterSeconds?: number;
  readonly takesOver?: boolean;
  readonly distort?: NonNullable<ProcessOptions['distort']>;
  readonly decorate?: StoresDecorator;
  /** Which boundaries of the undisturbed run are played. @default all */
  readonly where?: (boundary: string) => boolean;
}

export interface BoundaryResults {
  /** How many runs were disturbed. */
  readonly played: number;
  /** What went wrong, by the number and the name of the boundary where the mishap happened. */
  readonly violations: Readonly<Record<string, readonly string[]>>;
}

/** Plays a mishap at each boundary of a run, each in a world of its own, and compares with the undisturbed run. */
export async function atEveryBoundary(plan: EveryBoundary): Promise<BoundaryResults> {
  const { wanted, kind, wakesAfterSeconds, takesOver, distort, decorate, where = () => true } = plan;
  const disturbed = async (mishap?: Mishap): Promise<DisturbedRun> =>
    disturbedRun(await plan.open(), {
      wanted,
      ...(mishap !== undefined && { mishap }),
      ...(wakesAfterSeconds !== undefined && { wakesAfterSeconds }),
      ...(takesOver !== undefined && { takesOver }),
      ...(distort !== undefined && { distort }),
      ...(decorate !== undefined && { decorate }),
    });
  const expected = await disturbed();
  const found: Record<string, readonly string[]> = {};
  let played = 0;
  for (const [at, boundary] of expected.boundaries.entries()) {
    if (!where(boundary)) continue;
    const run = await disturbed({ kind, at });
    played += 1;
    const wrong = run.struckAt === undefined ? ['nothing happened'] : await violations(run, expected);
    if (wrong.length > 0) found[`${at} ${run.struckAt ?? boundary}`] = wrong;
  }
  return { played, violations: found };
}
