import type { ManualInstruction } from '@breakwater/core';
import { launchInstructions } from '../launch-profile/runbook.ts';
import { AWS_LIMITS } from '../batches/plan-batches.ts';
import { chunksOf } from '../service/chunks.ts';
import { awsCli, tagsArgument } from '../steps/cli.ts';
import { EXECUTION_TAG, KEPT_TAG, STEP_TAG } from '../tags.ts';
import { isDrill, serversToRecover, type RecoverRequest } from './params.ts';

/** How a person recovers the step's servers by hand, with the AWS CLI and credentials of the target account. */
export function recoverRunbook(request: RecoverRequest): ManualInstruction[] {
  const { target, params } = request;
  const ids = serversToRecover(request).map(({ id }) => id);
  const drs = (command: string) => awsCli(target, `drs ${command}`);
  const ec2 = (command: string) => awsCli(target, `ec2 ${command}`);
  const pinned = params.recoverTo !== undefined && params.recoverTo !== 'auto' && params.recoverTo !== 'latest';
  const batches = chunksOf(ids, AWS_LIMITS.serversPerJob);
  const profile = launchInstructions(request);
  return [
    {
      text:
        `In account ${target.account}: check that none of the servers has a recovery instance with isDrill false, or one that EC2 tags ` +
        `with ${KEPT_TAG}. Launching such a server terminates that instance; stop here if there is one that carries production.`,
      commands: batches
        .map((batch) =>
          drs(
            `describe-recovery-instances --filters sourceServerIDs=${batch.join(',')} ` +
              "--query 'items[].[sourceServerID,ec2InstanceID,ec2InstanceState,isDrill]' --output table",
          ),
        )
        .concat(ec2(keptInstances)),
    },
    ...(pinned ? [pinInstruction(request, ids)] : []),
    ...profile.before,
    {
      text: `Launch the servers${isDrill(request) ? ' as a drill' : ' for real'}; note the job ids.`,
      commands: batches.map((batch) => drs(startCommand(request, batch))),
    },
    {
      text: 'Wait until each job is COMPLETED. That is no success by itself: every server must be LAUNCHED.',
      commands: [
        drs(
          'describe-jobs --filters jobIDs=JOB_ID ' +
            "--query 'items[].[status,participatingServers[].[sourceServerID,launchStatus]]'",
        ),
      ],
    },
    {
      text: 'For a server that FAILED, read why, mend it, and launch that server again.',
      commands: [drs("describe-job-log-items --job-id JOB_ID --query 'items[?eventData.rawError].[event,eventData]'")],
    },
    {
      text: isDrill(request)
        ? 'Tag the launched instances, so that they are found and terminated after the drill.'
        : 'Tag the launched instances and protect each from being terminated.',
      commands: [
        ec2(`create-tags --resources INSTANCE_IDS --tags ${tagsArgument('list', jobTags(request))}`),
        ...(isDrill(request)
          ? []
          : [ec2('modify-instance-attribute --instance-id INSTANCE_ID --disable-api-termination')]),
      ],
    },
    ...profile.after,
  ];
}

/** All that are kept in the Region: there is no filter by source server. */
const keptInstances =
  `describe-instances --filters Name=tag-key,Values=${KEPT_TAG} ` +
  "--query 'Reservations[].Instances[].[InstanceId,State.Name]' --output table";

const jobTags = ({ executionId, stepId }: RecoverRequest) => ({ [EXECUTION_TAG]: executionId, [STEP_TAG]: stepId });

function startCommand(request: RecoverRequest, batch: readonly string[]): string {
  const servers = batch.map((id) => `sourceServerID=${id}`).join(' ');
  const drill = isDrill(request) ? '--is-drill' : '--no-is-drill';
  return `start-recovery ${drill} --source-servers ${servers} --tags ${tagsArgument('map', jobTags(request))}`;
}

function pinInstruction({ target, params }: RecoverRequest, ids: readonly string[]): ManualInstruction {
  return {
    text:
      `Find each server's newest recovery point not after ${params.recoverTo ?? ''}, and write ` +
      'sourceServerID=…,recoverySnapshotID=pit-… for it in the next command.',
    commands: ids.map((id) =>
      awsCli(
        target,
        `drs describe-recovery-snapshots --source-server-id ${id} --order DESC --filters toDateTime=${params.recoverTo ?? ''} ` +
          "--query 'items[0].[snapshotID,timestamp]' --output text",
      ),
    ),
  };
}
