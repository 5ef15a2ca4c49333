import {
  FAILBACK_PHASES,
  type FailbackPhase,
  type PlanApproval,
  type PlanWave,
  type Run,
  type StepId,
  type WaveId,
} from '@breakwater/core';
import { followUpSteps, type FollowUpKind, type FollowUps } from './follow-up-steps.ts';
import { nearestKept } from './nearest-kept.ts';

/** Along the order of the execution, against it, or in none. */
type Direction = 'along' | 'against' | 'none';

/** Follow-ups that run together, ahead of the next part. */
interface Part {
  readonly byStep: FollowUps;
  readonly direction: Direction;
  /** The id of the one wave that it is; without it, there is a wave for each of the execution's. */
  readonly asOne?: string;
  readonly suffix?: string;
  readonly approval?: PlanApproval;
}

/** The waves of a follow-up. A failback has them phase by phase: no phase begins before the one ahead of it is done. */
export function followUpWaves(kind: FollowUpKind, run: Run, byStep: FollowUps): PlanWave[] {
  const waves: PlanWave[] = [];
  let last: readonly string[] = [];
  for (const part of partsOf(kind, byStep)) {
    const added = wavesOf(kind, part, run, new Set(waves.map(({ id }) => id)));
    for (const wave of added) {
      const isFirst = wave.dependsOn?.length === 0;
      const approval = isFirst && last.length > 0 && part.approval !== undefined && { approval: part.approval };
      waves.push({ ...wave, ...(isFirst && { dependsOn: [...last] }), ...approval });
    }
    const waitedFor = new Set(added.flatMap(({ dependsOn = [] }) => dependsOn));
    last = added.map(({ id }) => id).filter((id) => !waitedFor.has(id));
  }
  return waves;
}

function partsOf(kind: FollowUpKind, byStep: FollowUps): readonly Part[] {
  if (kind !== 'failback') return [{ byStep, direction: kind === 'rollback' ? 'against' : 'none' }];
  let isCopied = false;
  return FAILBACK_PHASES.flatMap((phase) => {
    const own = inPhase(byStep, phase);
    if (own.size === 0) return [];
    const { approval, ...part } = PHASES[phase];
    const isAsked = approval !== undefined && (phase === 'tidy' || isCopied);
    isCopied = phase === 'replicate';
    return [{ ...part, byStep: own, ...(isAsked && { approval }) }];
  });
}

const approvedBy = (instructions: string): PlanApproval => ({
  from: [{ role: 'recovery-manager', count: 1 }],
  instructions,
});

const LEAVE = approvedBy(
  'The data is replicated back. From here on the site of origin takes over: stop what writes at the recovery site, ' +
    'since what is written after the launch is not in what is launched',
);

const PHASES: Readonly<Record<FailbackPhase, Omit<Part, 'byStep'>>> = {
  replicate: { direction: 'none', asOne: 'replicate-back' },
  return: { direction: 'along', approval: LEAVE },
  traffic: { direction: 'against', suffix: '-traffic', approval: LEAVE },
  protect: { direction: 'none', asOne: 'protect-again' },
  tidy: {
    direction: 'none',
    asOne: 'tidy-up',
    approval: approvedBy(
      'The site of origin serves and is protected again. Look at it once more: what comes now terminates what carried ' +
        'production at the recovery site',
    ),
  },
};

function inPhase(byStep: FollowUps, wanted: FailbackPhase): FollowUps {
  const kept = [...byStep].map(
    ([id, steps]) => [id, steps.filter(({ phase = 'return' }) => phase === wanted)] as const,
  );
  return new Map(kept.filter(([, steps]) => steps.length > 0));
}

function wavesOf(kind: FollowUpKind, part: Part, run: Run, taken: ReadonlySet<string>): PlanWave[] {
  const { byStep, direction, asOne, suffix = '' } = part;
  const { waves, stages } = run.graph;
  const stepsOf = new Map<WaveId, StepId[]>(waves.map(({ id }) => [id, []]));
  const before = new Map<StepId, readonly StepId[]>();
  for (const stage of stages) {
    stepsOf.get(stage.waveId)?.push(...stage.steps);
    for (const id of stage.steps) before.set(id, stage.afterSteps);
  }
  const stepOrder = ordered(direction, before);
  const planSteps = (ids: readonly StepId[]) => ids.flatMap((id) => followUpSteps(kind, id, byStep, stepOrder));
  if (asOne !== undefined) {
    const steps = planSteps([...stepsOf.values()].flat());
    return [{ id: freeName(asOne, taken), dependsOn: [], onFailure: 'pause', steps }];
  }
  const waveOrder = ordered(direction, new Map(waves.map(({ id, dependsOn }) => [id, dependsOn])));
  const isKept = (id: WaveId) => stepsOf.get(id)?.some((step) => byStep.has(step)) === true;
  const names = new Map(waves.map(({ id }) => [id, freeName(`${id}${suffix}`, taken)]));
  const nameOf = (id: WaveId): string => names.get(id) ?? id;
  return waves
    .filter(({ id }) => isKept(id))
    .map(({ id }) => ({
      id: nameOf(id),
      dependsOn: nearestKept(id, waveOrder, isKept).map(nameOf),
      onFailure: 'pause',
      steps: planSteps(stepsOf.get(id) ?? []),
    }));
}

/** Predecessors in the order of the follow-up: turned around where it goes backwards. */
function ordered<Id>(direction: Direction, before: ReadonlyMap<Id, readonly Id[]>): ReadonlyMap<Id, readonly Id[]> {
  if (direction === 'along') return before;
  const turned = new Map<Id, Id[]>([...before.keys()].map((id) => [id, []]));
  if (direction === 'against') for (const [id, ids] of before) for (const other of ids) turned.get(other)?.push(id);
  return turned;
}

/** A name that no wave before it has. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
}
