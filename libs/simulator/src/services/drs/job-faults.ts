import type { FaultStrike } from '../../faults/fault-book.ts';
import { faultedResource } from '../../faults/fault-book.ts';
import type { World } from '../../world/world.ts';
import type { Participant } from './drs-state.ts';

/** The strikes that concern the job a call starts, not its answer. */
export type JobFaults = readonly FaultStrike[];

/** Marks the participants that a fault makes stuck, late or failed. */
export function applyJobFaults(world: World, participants: readonly Participant[], faults: JobFaults): void {
  for (const { spec, id } of faults) {
    const wanted = faultedResource(spec);
    const chosen = participants.filter(
      (entry) => wanted === undefined || [entry.sourceServerId, entry.recoveryInstanceId].includes(wanted),
    );
    if (spec.kind === 'stuck') for (const participant of chosen) participant.isStuck = true;
    if (spec.kind === 'late') for (const participant of chosen) participant.delayMs += (spec.jobSeconds ?? 0) * 1000;
    if (spec.kind === 'partial') {
      const reason = spec.message ?? 'An internal error occurred while launching the instance';
      for (const participant of some(world, chosen, spec.servers ?? 1, id))
        participant.plannedFailure = { at: 'launch', reason };
    }
  }
}

/** So many of them, drawn from the seed. */
function some(world: World, participants: readonly Participant[], count: number, faultId: string): Participant[] {
  const rank = (entry: Participant): number => world.draws.unit([faultId, 'partial', entry.sourceServerId]);
  return [...participants].sort((a, b) => rank(a) - rank(b)).slice(0, count);
}
