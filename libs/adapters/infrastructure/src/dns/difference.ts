import type { Change } from '@aws-sdk/client-route-53';
import type { RecordParams } from './params.ts';
import {
  keyOf,
  listedRecord,
  recordLabel,
  recordText,
  sameRecord,
  wantedRecord,
  type RecordSet,
} from './record-set.ts';
import type { PresentRecords } from './zone.ts';

/** One record set as it is and as it is wanted; `null` where there is none. */
export interface Difference {
  readonly label: string;
  readonly before: RecordSet | null;
  readonly after: RecordSet | null;
}

/** Why a record set cannot be changed by this operation. */
export interface Objection {
  readonly label: string;
  readonly code: 'record-not-restorable' | 'record-unknown';
  readonly message: string;
}

/** What the step has to do with each record set that it names; those that are as wanted have `before` as `after`. */
export interface ZoneReading {
  readonly records: readonly Difference[];
  readonly objections: readonly Objection[];
}

export function readDifferences(wanted: readonly RecordParams[], present: PresentRecords): ZoneReading {
  const records: Difference[] = [];
  const objections: Objection[] = [];
  for (const one of wanted) {
    const found = present.get(keyOf(one));
    const label = recordLabel(one);
    const after = wantedRecord(one, found?.record);
    if (found?.foreign !== undefined) objections.push(notRestorable(label, found.foreign));
    else if (after === undefined) objections.push(unknownRecord(label));
    else records.push({ label, before: found?.record ?? null, after });
  }
  return { records, objections };
}

const notRestorable = (label: string, routing: string): Objection => ({
  label,
  code: 'record-not-restorable',
  message: `${label} is routed by ${routing}, which this operation could not bring back: change it by hand`,
});

const unknownRecord = (label: string): Objection => ({
  label,
  code: 'record-unknown',
  message: `${label} is not in the zone, so its weight cannot be changed: give values or alias as well`,
});

export const isDifferent = ({ before, after }: Difference): boolean => !sameRecord(before, after);

/** `CNAME pay.example.com: pay-east.example.com; TTL 300 s -> pay-west.example.com; TTL 60 s`. */
export const differenceText = ({ label, before, after }: Difference): string =>
  `${label}: ${recordText(before)} -> ${recordText(after)}`;

/**
 * The change in Route 53's words. What is to be there is written by UPSERT, which may be repeated; a DELETE has to repeat
 * what is there and may not.
 */
export function changeOf({ before, after }: Difference): Change[] {
  if (after !== null) return [{ Action: 'UPSERT', ResourceRecordSet: listedRecord(after) }];
  return before === null ? [] : [{ Action: 'DELETE', ResourceRecordSet: listedRecord(before) }];
}
