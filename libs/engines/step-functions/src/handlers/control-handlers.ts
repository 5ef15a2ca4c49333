import type { ExecutionHost } from '@breakwater/application';
import { executionId, spreadOfStages, stageId, type Clock } from '@breakwater/core';
import type { ParkedGates } from '../gates/parked-gates.ts';
import {
  CloseTask,
  FinishTask,
  GateTask,
  PrepareTask,
  type CloseAnswer,
  type FinishAnswer,
  type PrepareAnswer,
} from '../messages.ts';
import type { ControlActivity } from '../names.ts';
import type { PreparedGraphs } from '../prepared-graphs.ts';
import { activityHandler, type ActivityHandler, type Handled } from '../worker/activity-handler.ts';

export interface ControlHandlerParts {
  readonly host: ExecutionHost;
  readonly graphs: PreparedGraphs;
  readonly gates: ParkedGates;
  /** Domain time. */
  readonly clock: Clock;
}

/** Domain seconds between two looks at an execution whose stages are closed and which has not ended. */
const FINISH_SECONDS = 15;

const answer = <Answer extends PrepareAnswer | CloseAnswer | FinishAnswer>(output: Answer): Handled => ({
  kind: 'answer',
  output,
});

/** What the activities around the wave controller do: they ask the application, and hand on what it says. */
export const controlHandlers = ({
  host,
  graphs,
  gates,
  clock,
}: ControlHandlerParts): Readonly<Record<ControlActivity, ActivityHandler>> => ({
  prepare: activityHandler('prepare', PrepareTask, async (task, { signal }) => {
    const id = executionId(task.executionId);
    const prepared = await host.at(task.engineEpoch).prepare(id, signal);
    if (prepared.kind === 'ended') return answer<PrepareAnswer>({ verdict: 'ended' });
    const { stages } = await graphs.of(id);
    return answer<PrepareAnswer>({
      verdict: 'prepared',
      spread: spreadOfStages(stages),
      stages: prepared.stages.map((stage) => ({ stageId: stage })),
    });
  }),

  gate: activityHandler('gate', GateTask, (task, { token }) => gates.answerOrPark(task, token)),

  close: activityHandler('close', CloseTask, async (task) => {
    await host.at(task.engineEpoch).closeStage(executionId(task.executionId), stageId(task.stageId));
    return answer<CloseAnswer>({ verdict: 'closed' });
  }),

  finish: activityHandler('finish', FinishTask, async (task, { signal }) => {
    // Nearly always at once. A wave without steps in this execution may still wait for its approval.
    while (!(await host.at(task.engineEpoch).finish(executionId(task.executionId)))) {
      await clock.sleep(FINISH_SECONDS, signal);
    }
    return answer<FinishAnswer>({ verdict: 'ended' });
  }),
});
