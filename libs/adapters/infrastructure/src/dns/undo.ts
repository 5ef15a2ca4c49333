import type { FollowUpStep, Json, StepTrace } from '@breakwater/core';
import { wantedRecords, type RecordParams, type UpdateDnsRequest } from './params.ts';
import { recordLabel, sameRecord, wantedRecord, type RecordSet } from './record-set.ts';

/** Brings back the record sets that the step found different from what it wanted. */
export function undoDns({ params }: UpdateDnsRequest, { captured }: StepTrace): FollowUpStep[] {
  const before = new Map((captured['records'] ?? []) as readonly (readonly [string, RecordSet | null])[]);
  const records = wantedRecords(params).flatMap((wanted): Json[] => {
    const found = before.get(recordLabel(wanted));
    if (found === undefined) return [];
    const after = wantedRecord(wanted, found ?? undefined) ?? null;
    return sameRecord(found, after) ? [] : [found ?? absence(wanted)];
  });
  if (records.length === 0) return [];
  return [
    {
      operation: 'update-dns',
      params: { hostedZoneId: params.hostedZoneId, records },
      description: `bring back ${records.length} DNS records as they were`,
    },
  ];
}

const absence = ({ name, type, setIdentifier }: RecordParams): Json => ({
  name,
  type,
  ...(setIdentifier !== undefined && { setIdentifier }),
  absent: true,
});
