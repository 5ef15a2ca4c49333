import type { Spread } from '@breakwater/core';
import { adapterActivityName, controlActivityName } from '../names.ts';
import { activityTask, SUPERSEDED } from './activity-task.ts';
import { scope, type MapState, type StateMachineDefinition } from './asl.ts';
import { DONE, supersededEnd } from './endings.ts';
import { mapOver } from './map-over.ts';
import type { MachineParts } from './parts.ts';
import { suffixed } from './scopes.ts';
import { sound } from './sound.ts';
import { stageScope } from './stage-scope.ts';
import { DEFAULT_TIMINGS, type MachineTimings } from './timings.ts';

export interface MasterStateMachineOptions {
  /** Part of every name, so that environments may share an account. */
  readonly environment: string;
  /** The technologies whose steps it can run, built-in ones included; kebab-case, at least one. */
  readonly technologies: readonly string[];
  /** ARN of the activity of that name, or a placeholder for it. An activity is in the machine's own account and Region. */
  readonly activityArn: (name: string) => string;
  /** @default {@link DEFAULT_TIMINGS} */
  readonly timings?: Partial<MachineTimings>;
}

/**
 * The one state machine that runs every plan: prepare, all stages at once, each parked until it may start, finish.
 *
 * It keeps time, retries lost workers and fans out; the order of waves is nowhere in it. Its input is `MachineInput`,
 * its tasks' inputs and answers are those of `messages.ts`.
 *
 * @throws UnsoundStateMachineError when the options do not make a machine that AWS would take
 */
export function masterStateMachine(options: MasterStateMachineOptions): StateMachineDefinition {
  const { environment, activityArn } = options;
  const parts: MachineParts = {
    technologies: options.technologies,
    timings: { ...DEFAULT_TIMINGS, ...options.timings },
    control: (activity) => activityArn(controlActivityName(environment, activity)),
    adapter: (technology) => activityArn(adapterActivityName(environment, technology)),
  };
  return sound({ Comment: 'Breakwater: runs any recovery plan', ...machineScope(parts) });
}

function machineScope(parts: MachineParts) {
  const stages = (spread: Spread): MapState<'Finish' | typeof SUPERSEDED> =>
    mapOver(spread, {
      label: 'Stages',
      items: '$.prepared.stages',
      select: { 'stageId.$': '$$.Map.Item.Value.stageId' },
      scope: suffixed(stageScope(parts, spread), spread),
      next: 'Finish',
    });
  return scope('Prepare', {
    Prepare: activityTask(parts.control('prepare'), parts.timings.prepare, {
      Parameters: {},
      ResultPath: '$.prepared',
      Next: 'Prepared',
    }),
    Prepared: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.prepared.verdict', StringEquals: 'ended', Next: 'Ended' },
        { Variable: '$.prepared.spread', StringEquals: 'inline', Next: 'Stages' },
      ],
      Default: 'SpreadStages',
    },
    Stages: stages('inline'),
    SpreadStages: stages('distributed'),
    Finish: activityTask(parts.control('finish'), parts.timings.finish, {
      Parameters: {},
      ResultPath: null,
      Next: 'Ended',
    }),
    Ended: DONE,
    [SUPERSEDED]: supersededEnd('machine'),
  });
}
