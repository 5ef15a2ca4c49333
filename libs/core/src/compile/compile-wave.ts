import type { PlanApproval, PlanWave } from '../plan/recovery-plan.ts';
import { waveId } from '../shared/ids.ts';
import type { Mode } from '../shared/modes.ts';
import type { CompiledApproval, CompiledWave } from './stage-graph.ts';
import type { StagedWave } from './stages.ts';

/** A wave with the gates that this mode asks for. */
export function compileWave({ wave, dependsOn, stages }: StagedWave, mode: Mode): CompiledWave {
  return {
    id: waveId(wave.id),
    dependsOn,
    onFailure: wave.onFailure ?? 'pause',
    ...approvalIn(wave, mode),
    ...pauseIn(wave, mode),
    stages: stages.map(({ id }) => id),
  };
}

/** A gate that names no modes is there in every mode. */
const isAsked = ({ modes }: { readonly modes?: readonly Mode[] }, mode: Mode): boolean => modes?.includes(mode) ?? true;

const approvalIn = ({ approval }: PlanWave, mode: Mode): Pick<CompiledWave, 'approval'> =>
  approval !== undefined && isAsked(approval, mode) ? { approval: compileApproval(approval) } : {};

const pauseIn = ({ pauseBefore }: PlanWave, mode: Mode): Pick<CompiledWave, 'pauseBefore'> =>
  pauseBefore !== undefined && isAsked(pauseBefore, mode) ? { pauseBefore: withInstructions(pauseBefore) } : {};

const compileApproval = ({
  from,
  excludes = [],
  timeoutMinutes,
  onTimeout = 'hold',
  ...rest
}: PlanApproval): CompiledApproval => ({
  from,
  excludesInitiator: excludes.includes('initiator'),
  ...(timeoutMinutes === undefined ? {} : { timeoutSeconds: timeoutMinutes * 60 }),
  onTimeout,
  ...withInstructions(rest),
});

const withInstructions = ({ instructions }: { readonly instructions?: string }) =>
  instructions === undefined ? {} : { instructions };
