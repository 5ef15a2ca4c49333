import type { Scope, TaskState } from './asl.ts';
import { scope } from './asl.ts';
import { activityTask, SUPERSEDED } from './activity-task.ts';
import { DONE, supersededEnd, UNEXPECTED, type Host } from './endings.ts';
import type { MachineParts } from './parts.ts';

type Run = `Run ${string}`;
type StepTaskState = TaskState<'StepVerdict' | typeof SUPERSEDED>;

/** One step: its technology's worker runs it, and again each time a person has answered its gate. */
export const stepScope = (parts: MachineParts, host: Host): Scope =>
  scope<
    | 'ByTechnology'
    | Run
    | 'StepVerdict'
    | 'AwaitStep'
    | 'StepEnded'
    | 'NoAdapter'
    | 'UnknownTechnology'
    | 'UnexpectedStepAnswer'
    | typeof SUPERSEDED
  >('ByTechnology', {
    ByTechnology: {
      Type: 'Choice',
      Choices: parts.technologies.map((technology) => ({
        Variable: '$.technology',
        StringEquals: technology,
        Next: runOf(technology),
      })),
      Default: 'NoAdapter',
    },
    ...Object.fromEntries(parts.technologies.map((technology) => [runOf(technology), runStep(parts, technology)])),
    StepVerdict: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.step.verdict', StringEquals: 'ended', Next: 'StepEnded' },
        { Variable: '$.step.verdict', StringEquals: 'gate', Next: 'AwaitStep' },
      ],
      Default: 'UnexpectedStepAnswer',
    },
    AwaitStep: activityTask(parts.control('gate'), parts.timings.gate, {
      Comment: 'Parked until a person has answered: a decision on a failed step, or a manual step that is done',
      Parameters: { kind: 'step', 'stepId.$': '$.stepId', 'gateId.$': '$.step.gateId' },
      ResultPath: null,
      Next: 'ByTechnology',
    }),
    StepEnded: DONE,
    NoAdapter: {
      Type: 'Pass',
      Parameters: {
        'cause.$':
          "States.Format('step {} is of technology {}, and this state machine has no activity for it: deploy it with that technology', $.stepId, $.technology)",
      },
      Next: 'UnknownTechnology',
    },
    UnknownTechnology: { Type: 'Fail', Error: 'Breakwater.UnknownTechnology', CausePath: '$.cause' },
    UnexpectedStepAnswer: UNEXPECTED,
    [SUPERSEDED]: supersededEnd(host),
  });

const runOf = (technology: string): Run => `Run ${technology}`;

const runStep = (parts: MachineParts, technology: string): StepTaskState =>
  activityTask(parts.adapter(technology), parts.timings.step, {
    Parameters: { 'stepId.$': '$.stepId', 'technology.$': '$.technology' },
    ResultPath: '$.step',
    Next: 'StepVerdict',
  });
