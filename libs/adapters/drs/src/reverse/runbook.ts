import type { ManualInstruction } from '@breakwater/core';
import { awsCli } from '../steps/cli.ts';
import { KEPT_TAG } from '../tags.ts';
import { itemsOf, type ReverseRequest } from './params.ts';

/** How a person reverses replication by hand. */
export function reverseRunbook(request: ReverseRequest): ManualInstruction[] {
  const { target, params } = request;
  const items = itemsOf(request);
  const byInstance = params.recoveryInstanceIds !== undefined;
  const drs = (command: string) => awsCli(target, `drs ${command}`);
  const filter = `${byInstance ? 'recoveryInstanceIDs' : 'sourceServerIDs'}=${items.join(',')}`;
  return [
    {
      text:
        `In account ${target.account}, the Region that was recovered to: list the recovery instances. ` +
        `Only those with isDrill false, or that EC2 tags with ${KEPT_TAG}, may replicate back. DRS has to be initialized in the ` +
        'Region of origin.',
      commands: [
        drs(
          `describe-recovery-instances --filters ${filter} ` +
            "--query 'items[].[recoveryInstanceID,sourceServerID,isDrill,failback.state]' --output table",
        ),
      ],
    },
    {
      text: 'Reverse each whose state is FAILBACK_NOT_STARTED; note the source server that appears in the origin Region.',
      commands: (byInstance ? items : ['RECOVERY_INSTANCE_ID']).map((id) =>
        drs(`reverse-replication --recovery-instance-id ${id}`),
      ),
    },
    {
      text: 'All data is copied, which takes hours to days. Repeat the first command until each is FAILBACK_READY_FOR_LAUNCH.',
    },
  ];
}
