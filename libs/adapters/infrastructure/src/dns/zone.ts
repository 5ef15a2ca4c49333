import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type Change,
} from '@aws-sdk/client-route-53';
import { errorName, ROUTE_53 } from '@breakwater/aws';
import { ROUTE_53_WRITES } from '../service/clients.ts';
import type { Regional } from '../service/regional.ts';
import type { RecordParams } from './params.ts';
import { normalName } from './record-name.ts';
import { keyOf, presentRecord, type PresentRecord } from './record-set.ts';

/** Record sets of one name and type: AWS takes at most 100 weighted ones. */
const PAGE_SIZE = 100;

/** What the zone holds where the step wants something, by {@link keyOf}. */
export type PresentRecords = ReadonlyMap<string, PresentRecord>;

/**
 * The record sets of the names and types wanted. They include changes that are still on their way to the name servers:
 * a listing is never a proof that a change is in sync.
 */
export async function readRecords(
  where: Regional,
  hostedZoneId: string,
  wanted: readonly RecordParams[],
): Promise<PresentRecords> {
  const groups = new Map(wanted.map((record) => [`${normalName(record.name)} ${record.type}`, record]));
  const present = new Map<string, PresentRecord>();
  for (const { name, type } of groups.values()) {
    for (const found of await recordsOf(where, hostedZoneId, { name, type })) present.set(keyOf(found.record), found);
  }
  return present;
}

type Group = Pick<RecordParams, 'name' | 'type'>;

async function recordsOf({ aws, target, signal }: Regional, HostedZoneId: string, group: Group) {
  const client = aws.client(ROUTE_53, target);
  const found: PresentRecord[] = [];
  const isOfGroup = ({ record }: PresentRecord) => record.name === normalName(group.name) && record.type === group.type;
  let next: { StartRecordName?: string; StartRecordType?: RecordParams['type']; StartRecordIdentifier?: string } = {
    StartRecordName: group.name,
    StartRecordType: group.type,
  };
  for (;;) {
    const command = new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: PAGE_SIZE, ...next });
    const page = await client.send(command, { abortSignal: signal });
    const records = (page.ResourceRecordSets ?? []).map(presentRecord);
    const own = records.filter(isOfGroup);
    found.push(...own);
    const isLast = page.IsTruncated !== true || own.length < records.length;
    if (isLast || page.NextRecordIdentifier === undefined) return found;
    next = { ...next, StartRecordIdentifier: page.NextRecordIdentifier };
  }
}

/**
 * Changes records, all or none.
 *
 * @param comment - shown with the change in CloudTrail and by GetChange
 * @returns the change's id
 */
export async function sendChanges(
  { aws, target, signal }: Regional,
  hostedZoneId: string,
  changes: readonly Change[],
  comment: string,
): Promise<string | undefined> {
  const command = new ChangeResourceRecordSetsCommand({
    HostedZoneId: hostedZoneId,
    ChangeBatch: { Comment: comment, Changes: [...changes] },
  });
  const { ChangeInfo } = await aws.client(ROUTE_53_WRITES, target).send(command, { abortSignal: signal });
  return ChangeInfo?.Id?.replace(/^\/?change\//, '');
}

/**
 * How far a change is: `INSYNC` when all authoritative servers answer with it. `gone` when Route 53 does not know it (any
 * more): what its control plane accepted before it moved to another Region may be lost, and has to be sent again.
 */
export async function changeStatus({ aws, target, signal }: Regional, changeId: string): Promise<string> {
  try {
    const command = new GetChangeCommand({ Id: changeId });
    const { ChangeInfo } = await aws.client(ROUTE_53, target).send(command, { abortSignal: signal });
    return ChangeInfo?.Status ?? 'unknown';
  } catch (error) {
    if (errorName(error) === 'NoSuchChange') return 'gone';
    throw error;
  }
}
