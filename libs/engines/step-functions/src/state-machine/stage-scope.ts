import type { Spread } from '@breakwater/core';
import { activityTask, SUPERSEDED } from './activity-task.ts';
import { scope, type MapState, type Scope } from './asl.ts';
import { DONE, supersededEnd, type Host } from './endings.ts';
import { mapOver } from './map-over.ts';
import type { MachineParts } from './parts.ts';
import { suffixed } from './scopes.ts';
import { stepScope } from './step-scope.ts';

/** One stage: parked until it may start, its steps at once, and closed, which opens what waited for it. */
export const stageScope = (parts: MachineParts, spread: Spread): Scope => {
  const host: Host = spread === 'inline' ? 'inline' : 'child';
  const steps = (stepSpread: Spread): MapState<'CloseStage' | typeof SUPERSEDED> =>
    mapOver(stepSpread, {
      label: `StepsOf${spread === 'inline' ? '' : 'Spread'}Stage`,
      items: '$.gate.steps',
      select: { 'stepId.$': '$$.Map.Item.Value.stepId', 'technology.$': '$$.Map.Item.Value.technology' },
      scope: suffixed(stepScope(parts, stepSpread === 'inline' ? 'inline' : 'child'), `${stepSpread}, stage ${spread}`),
      next: 'CloseStage',
    });
  return scope('AwaitStage', {
    AwaitStage: activityTask(parts.control('gate'), parts.timings.gate, {
      Comment: 'Parked until the stage may start: what it waits for is closed, and its wave was let through',
      Parameters: { kind: 'stage', 'stageId.$': '$.stageId' },
      ResultPath: '$.gate',
      Next: 'StageVerdict',
    }),
    StageVerdict: {
      Type: 'Choice',
      Choices: [
        // A stage that never opens is closed all the same: its steps are settled, and others may have waited for that.
        { Variable: '$.gate.verdict', StringEquals: 'closed', Next: 'CloseStage' },
        { Variable: '$.gate.spread', StringEquals: 'inline', Next: 'Steps' },
      ],
      Default: 'SpreadSteps',
    },
    Steps: steps('inline'),
    SpreadSteps: steps('distributed'),
    CloseStage: activityTask(parts.control('close'), parts.timings.close, {
      Parameters: { 'stageId.$': '$.stageId' },
      ResultPath: null,
      Next: 'StageEnded',
    }),
    StageEnded: DONE,
    [SUPERSEDED]: supersededEnd(host),
  });
};
