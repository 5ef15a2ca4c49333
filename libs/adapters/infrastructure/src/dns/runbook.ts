import type { ManualInstruction } from '@breakwater/core';
import { awsCli, jsonArgument } from '../steps/cli.ts';
import { wantedRecords, type RecordParams, type UpdateDnsRequest } from './params.ts';
import { listedRecord, recordLabel, recordText, wantedRecord } from './record-set.ts';

/** How a person changes the records by hand, with the AWS CLI and credentials of the target account. */
export function dnsRunbook(request: UpdateDnsRequest): ManualInstruction[] {
  const { target, params } = request;
  const records = wantedRecords(params);
  const route53 = (command: string) => awsCli(target, `route53 ${command}`);
  return [
    {
      text:
        `In account ${target.account} (working from ${target.region}): note how ${records.map(recordLabel).join(', ')} ` +
        'is now; it is needed to go back, and to delete it.',
      commands: records.map((record) =>
        route53(
          `list-resource-record-sets --hosted-zone-id ${params.hostedZoneId} --start-record-name '${record.name}' ` +
            `--start-record-type ${record.type} --max-items 5`,
        ),
      ),
    },
    {
      text: `Change all of them in one batch: ${records.map(wantedText).join(' | ')}. Note the id of the change.`,
      commands: [
        route53(
          `change-resource-record-sets --hosted-zone-id ${params.hostedZoneId} ` +
            `--change-batch ${jsonArgument({ Comment: request.executionId, Changes: records.map(batchEntry) })}`,
        ),
      ],
    },
    {
      text: 'Wait until the change is INSYNC. Clients keep the old answer for as long as its TTL was.',
      commands: [route53('wait resource-record-sets-changed --id CHANGE_ID')],
    },
  ];
}

/** The text in a command that a person replaces with what the first instruction showed. */
const AS_NOTED = 'AS_NOTED';

const wantedText = (record: RecordParams): string => {
  const after = wantedRecord(record, undefined);
  if (after === undefined) return `${recordLabel(record)}: as noted, with weight ${record.weight}`;
  return `${recordLabel(record)}: ${recordText(after)}`;
};

function batchEntry(record: RecordParams) {
  const after = wantedRecord(record, undefined);
  if (after) return { Action: 'UPSERT', ResourceRecordSet: listedRecord(after) };
  const { name: Name, type: Type, setIdentifier, weight } = record;
  return {
    Action: after === null ? 'DELETE' : 'UPSERT',
    ResourceRecordSet: {
      Name,
      Type,
      ...(setIdentifier !== undefined && { SetIdentifier: setIdentifier }),
      ...(weight !== undefined && { Weight: weight }),
      TTL: AS_NOTED,
      ResourceRecords: AS_NOTED,
    },
  };
}
