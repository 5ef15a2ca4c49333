import type { CompiledWave, Stage } from '../compile/stage-graph.ts';
import type { GateId, WaveId } from '../shared/ids.ts';
import { plusSeconds, type Instant } from '../shared/instant.ts';
import type { ExecutionEventBody } from './events.ts';
import type { Run } from './execution.ts';
import {
  approvalGateId,
  dependenciesOf,
  entryGates,
  entryOf,
  manualGateId,
  pauseGateId,
  stepState,
  type Passage,
} from './wave-progress.ts';

/** What becomes of the questions before a wave: they are put in time, and withdrawn when one answer settles them all. */
export const dueEntryGates = (
  run: Run,
  wave: CompiledWave,
  passages: ReadonlyMap<WaveId, Passage>,
  now: Instant,
): readonly ExecutionEventBody[] =>
  entryOf(run, wave) === 'blocked' ? entryGatesToWithdraw(run, wave) : entryGatesToOpen(run, wave, passages, now);

const entryGatesToWithdraw = (run: Run, wave: CompiledWave): readonly ExecutionEventBody[] =>
  entryGates(run, wave).flatMap((gate): readonly ExecutionEventBody[] =>
    gate?.state.kind === 'waiting'
      ? [{ type: 'gate-closed', gateId: gate.id, verdict: 'cancelled', note: `wave ${wave.id} will not start` }]
      : [],
  );

/** Asks people once the waves before are done. Both questions are put at once, so that they are answered side by side. */
function entryGatesToOpen(
  run: Run,
  wave: CompiledWave,
  passages: ReadonlyMap<WaveId, Passage>,
  now: Instant,
): readonly ExecutionEventBody[] {
  if (wave.approval === undefined && wave.pauseBefore === undefined) return [];
  if (dependenciesOf(wave, passages) !== 'passed') return [];
  const opened: ExecutionEventBody[] = [];
  const isNew = (id: GateId) => run.gates[id] === undefined;
  if (wave.pauseBefore !== undefined && isNew(pauseGateId(wave.id))) {
    opened.push({
      type: 'gate-opened',
      gateId: pauseGateId(wave.id),
      subject: { kind: 'pause', waveId: wave.id, ...wave.pauseBefore },
    });
  }
  if (wave.approval !== undefined && isNew(approvalGateId(wave.id))) {
    const { timeoutSeconds } = wave.approval;
    opened.push({
      type: 'gate-opened',
      gateId: approvalGateId(wave.id),
      subject: { kind: 'approval', waveId: wave.id, approval: wave.approval },
      ...(timeoutSeconds === undefined ? {} : { deadline: plusSeconds(now, timeoutSeconds) }),
    });
  }
  return opened;
}

/** Puts a manual step before its owner, once its stage is open. */
export function manualStepsToOpen(run: Run, stage: Stage, now: Instant): readonly ExecutionEventBody[] {
  return stage.steps.flatMap((id): readonly ExecutionEventBody[] => {
    const step = run.graph.steps[id];
    if (step?.kind !== 'manual' || stepState(run, id).kind !== 'pending') return [];
    const { instructions, owner, expectedSeconds } = step;
    return [
      {
        type: 'gate-opened',
        gateId: manualGateId(id),
        subject: { kind: 'manual', stepId: id, instructions, owner, expectedSeconds },
        deadline: plusSeconds(now, expectedSeconds),
      },
    ];
  });
}
