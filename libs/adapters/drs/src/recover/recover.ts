import { defineOperation, type FollowUpStep, type StepTrace } from '@breakwater/core';
import { recoverFailback } from '../failback/follow-ups.ts';
import { restoreLeftSettings } from '../launch-profile/restore-operation.ts';
import { keepLaunched } from '../keep/follow-ups.ts';
import { launchEstimate } from '../steps/durations.ts';
import { firstLedger } from '../steps/job-step.ts';
import { followLaunch, startLaunch, type LaunchTools } from './launch.ts';
import { chosen, isDrill, RecoverOutputs, RecoverParams, serversToRecover, type RecoverRequest } from './params.ts';
import { recoverRunbook } from './runbook.ts';
import { validateRecover } from './validate.ts';

/** Launches source servers as recovery instances, as a drill or for real. */
export function recoverOperation(tools: LaunchTools) {
  const { origins, options } = tools;
  return defineOperation({
    name: 'recover',
    summary: 'Launch source servers as recovery instances (drill or real recovery)',
    params: RecoverParams,
    outputs: RecoverOutputs,
    reversible: { until: 'the recovery instances carry production: until then they can be terminated' },
    adoptable: true,
    inDrill: () => 'isolated',
    takesLaunchProfiles: true,
    selects: chosen,
    validate: (request, context) => validateRecover(request, origins, context),
    start: (request, context) => startLaunch(request, tools, firstLedger(context), context),
    monitor: (request, checkpoint, context) => followLaunch(request, tools, checkpoint, context),
    cleanup: takeBack,
    keep: keepLaunched,
    rollback: takeBack,
    failback: recoverFailback,
    runbook: recoverRunbook,
    estimate: (request) => launchEstimate(serversToRecover(request), options.limits.servers),
  });
}

/** What was launched goes, and so does what is left of a launch profile. */
const takeBack = (request: RecoverRequest, trace: StepTrace): FollowUpStep[] => [
  ...terminateLaunched(request, trace),
  ...restoreLeftSettings(request, trace),
];

/** Tidying a drill and undoing a recovery are the same: what was launched goes. */
export function terminateLaunched(
  request: Pick<RecoverRequest, 'mode' | 'executionId'>,
  { resources }: StepTrace,
): FollowUpStep[] {
  const recoveryInstanceIds = resources
    .map(({ facts }) => facts?.['recoveryInstanceId'])
    .filter((id) => typeof id === 'string')
    .sort();
  if (recoveryInstanceIds.length === 0) return [];
  const { executionId: ofExecution } = request;
  const [kind, real] = isDrill(request) ? ['drill instances', {}] : ['real recovery instances', { includeReal: true }];
  return [
    {
      operation: 'terminate-recovery-instances',
      params: { recoveryInstanceIds, ofExecution, ...real },
      description: `terminate ${recoveryInstanceIds.length} ${kind}`,
    },
  ];
}
