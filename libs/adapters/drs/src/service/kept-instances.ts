import { KEPT_TAG } from '../tags.ts';
import { describeInstances, type InstanceView } from './instances.ts';
import type { RecoveryInstanceView } from './recovery-instances.ts';
import type { Regional } from './regional.ts';

/** The status of an instance that stays because somebody keeps it for real; the report counts it as kept by this word. */
export const KEPT = 'kept';

/** A recovery instance with what its machine says that DRS does not know. */
export interface JudgedInstance extends RecoveryInstanceView {
  /** The execution that keeps it for real, when it is a drill's. */
  readonly keptBy: string | undefined;
}

/**
 * Asks EC2 which drill instances are kept for real: DRS goes on calling them a drill's. Real ones, and those that are gone,
 * are not asked about.
 */
export async function judged(
  where: Regional,
  instances: readonly RecoveryInstanceView[],
): Promise<readonly JudgedInstance[]> {
  const drills = instances.filter(({ isDrill, isGone }) => isDrill && !isGone).map(({ instanceId }) => instanceId);
  const machines = drills.length === 0 ? [] : await describeInstances(where, drills);
  const keepers = new Map(machines.map((machine) => [machine.id, keptBy(machine)]));
  return instances.map((instance) => ({ ...instance, keptBy: keepers.get(instance.instanceId) }));
}

/** The execution that keeps a machine for real. */
export const keptBy = (machine: InstanceView | undefined): string | undefined => machine?.tags.get(KEPT_TAG);

/** Whether it is, or may be, what the service runs on. */
export const isReal = ({ isDrill, keptBy: keeper }: Pick<JudgedInstance, 'isDrill' | 'keptBy'>): boolean =>
  !isDrill || keeper !== undefined;
