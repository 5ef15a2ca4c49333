import type { ManualInstruction, Target } from '@breakwater/core';
import { isDrill } from '../recover/params.ts';
import { recoverRunbook } from '../recover/runbook.ts';
import { awsCli } from '../steps/cli.ts';
import type { FailbackRequest } from './params.ts';
import { launchRequest } from './reversed.ts';

/** What no operation does: nothing tells which of the old machines may go, and records cost nothing while they stay. */
export const forgetRecords = (origin: Target): ManualInstruction[] => [
  {
    text: `In account ${origin.account}, ${origin.region}: terminate the machines that were there before the recovery, if they are not needed any more.`,
    commands: [awsCli(origin, 'ec2 terminate-instances --instance-ids OLD_INSTANCE_IDS')],
  },
  {
    text:
      'Forget the records of the way back: first the recovery instances that were launched there (EC2 keeps running; if ' +
      'DRS refuses, disconnect them first), then the source servers that are STOPPED.',
    commands: recordCommands(origin),
  },
];

const recordCommands = (origin: Target): string[] =>
  [
    'delete-recovery-instance --recovery-instance-id LAUNCHED_RECOVERY_INSTANCE_ID',
    'disconnect-source-server --source-server-id REVERSED_SOURCE_SERVER_ID',
    'delete-source-server --source-server-id REVERSED_SOURCE_SERVER_ID',
  ].map((command) => awsCli(origin, `drs ${command}`));

/** How a person returns by hand: launch in the Region of origin, move traffic, protect again, and only then clean up. */
export function failbackRunbook(request: FailbackRequest): ManualInstruction[] {
  const { target, params, originRegion } = request;
  const instances = params.recoveryInstanceIds ?? [];
  const servers = instances.length > 0 ? ['REVERSED_SOURCE_SERVER_ID'] : request.resources.map(({ id }) => id);
  const here = (command: string) => awsCli(target, `drs ${command}`);
  const there = (command: string) => awsCli({ ...target, region: originRegion }, command);
  return [
    {
      text:
        `In ${target.region}: find the source servers that replicate ` +
        `${(instances.length > 0 ? instances : servers).join(', ')} back; each must be CONTINUOUS.`,
      commands: [
        here(
          "describe-source-servers --query \"items[?replicationDirection=='FAILBACK']." +
            '[sourceServerID,sourceProperties.identificationHints.awsInstanceID,dataReplicationInfo.dataReplicationState]" --output table',
        ),
      ],
    },
    ...(isDrill(request)
      ? []
      : [{ text: 'Stop what writes on the recovery instances: writes after the launch are not in what is launched.' }]),
    ...recoverRunbook(launchRequest(request, servers)),
    ...(isDrill(request)
      ? []
      : [
          { text: 'Move traffic to the launched servers, and check it.' },
          {
            text: 'Protect them: reverse replication of each launched recovery instance.',
            commands: [here('reverse-replication --recovery-instance-id LAUNCHED_RECOVERY_INSTANCE_ID')],
          },
          {
            text: 'Clean up in this order: stop the replication back, terminate the recovery instances, forget the records.',
            commands: [
              here('stop-replication --source-server-id REVERSED_SOURCE_SERVER_ID'),
              there(
                `drs terminate-recovery-instances --recovery-instance-ids ${instances.join(' ') || 'RECOVERY_INSTANCE_IDS'}`,
              ),
              ...recordCommands(target),
            ],
          },
        ]),
  ];
}
