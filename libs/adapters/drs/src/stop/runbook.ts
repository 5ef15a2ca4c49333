import type { ManualInstruction } from '@breakwater/core';
import { awsCli } from '../steps/cli.ts';
import { itemsToStop, type StopRequest } from './params.ts';

/** How a person ends replication by hand. */
export function stopRunbook(request: StopRequest): ManualInstruction[] {
  const { target, params } = request;
  const items = itemsToStop(request);
  const byInstance = params.recoveryInstanceIds !== undefined;
  const query =
    "'items[].[sourceServerID,replicationDirection,sourceProperties.identificationHints.awsInstanceID," +
    "dataReplicationInfo.dataReplicationState]' --output table";
  const drs = (command: string) => awsCli(target, `drs ${command}`);
  const look = byInstance
    ? drs(`describe-source-servers --query ${query}`)
    : drs(`describe-source-servers --filters sourceServerIDs=${items.join(',')} --query ${query}`);
  const which = byInstance ? ` that replicate ${items.join(', ')}` : '';
  return [
    {
      text:
        `In account ${target.account}, ${target.region}: list the source servers${which}. Those with the direction ` +
        'FAILBACK are the way back; any other protects production.',
      commands: [look],
    },
    {
      text: 'Stop each. Every recovery point of the server is deleted with it, and starting again copies all data anew.',
      commands: (byInstance ? ['REVERSED_SOURCE_SERVER_ID'] : items).map((id) =>
        drs(`stop-replication --source-server-id ${id}`),
      ),
    },
    { text: 'Repeat the first command until each is STOPPED.' },
  ];
}
