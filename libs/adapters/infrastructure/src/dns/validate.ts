import { finding, type Finding, type ValidationContext } from '@breakwater/core';
import { whereOf } from '../service/regional.ts';
import { controlPlaneFindings, ROUTE_53_REGION } from '../steps/control-plane.ts';
import { alreadySoFinding, differenceFinding } from '../steps/findings.ts';
import { differenceText, isDifferent, readDifferences, type Difference } from './difference.ts';
import { wantedRecords, type UpdateDnsRequest } from './params.ts';
import { normalName } from './record-name.ts';
import { keyOf, type RecordSet } from './record-set.ts';
import { readRecords, type PresentRecords } from './zone.ts';

/** AWS advises at most so many seconds for records with a health check, so that clients leave in time. */
const HEALTH_CHECKED_TTL_SECONDS = 60;

/** The change as a difference, and what would make it useless or refused. */
export async function validateDns(request: UpdateDnsRequest, context: ValidationContext): Promise<readonly Finding[]> {
  const wanted = wantedRecords(request.params);
  const present = await readRecords(whereOf(request, context), request.params.hostedZoneId, wanted);
  const { records, objections } = readDifferences(wanted, present);
  return [
    ...controlPlaneFindings(request, 'Route 53', ROUTE_53_REGION),
    ...objections.map(({ label, code, message }) =>
      finding(request.stepId, { code, severity: 'error', absolute: true, resource: label, message }),
    ),
    ...records.flatMap((record) => recordFindings(request, record)),
    ...groupFindings(request, records, present),
  ];
}

function recordFindings({ stepId }: UpdateDnsRequest, record: Difference): Finding[] {
  const { label, before, after } = record;
  const change = isDifferent(record)
    ? differenceFinding(stepId, label, `${differenceText(record)}${heldText(before)}`)
    : alreadySoFinding(stepId, label);
  return [change, ...(after === null ? [] : contentFindings(record, after).map((facts) => finding(stepId, facts)))];
}

/** In sync means the name servers only: clients keep the old answer as long as its TTL told them. */
const heldText = (before: RecordSet | null): string =>
  before?.ttlSeconds === undefined ? '' : `; clients may hold the old answer for ${before.ttlSeconds} s`;

function contentFindings({ label }: Difference, after: RecordSet) {
  const findings = [];
  const { failover, healthCheckId, alias, ttlSeconds } = after;
  if (failover === 'PRIMARY' && healthCheckId === undefined && alias === undefined) {
    const message = `${label} is the primary of a failover pair and has no health check: give healthCheckId`;
    findings.push({ code: 'primary-without-health-check', severity: 'error' as const, resource: label, message });
  }
  if (healthCheckId !== undefined && ttlSeconds !== undefined && ttlSeconds > HEALTH_CHECKED_TTL_SECONDS) {
    const message = `${label} has a health check and a TTL of ${ttlSeconds} s: clients leave late, use 60 s or less`;
    findings.push({ code: 'ttl-too-long', severity: 'warning' as const, resource: label, message });
  }
  return findings;
}

/** What record sets of one name and type must not look like together once the change is made. */
function groupFindings(
  { stepId }: UpdateDnsRequest,
  records: readonly Difference[],
  present: PresentRecords,
): Finding[] {
  const after = new Map([...present].map(([key, { record }]) => [key, record]));
  for (const { before, after: next } of records) {
    if (next !== null) after.set(keyOf(next), next);
    else if (before !== null) after.delete(keyOf(before));
  }
  const groups = Map.groupBy(after.values(), ({ name, type }) => `${type} ${normalName(name)}`);
  return [...groups].flatMap(([group, members]) => [
    ...(members.length > 1 && members.every(({ weight }) => weight === 0)
      ? [
          finding(stepId, {
            code: 'all-weights-zero',
            severity: 'error',
            resource: group,
            message: `all weights of ${group} would be 0, which Route 53 takes as all equal: give one of them a weight`,
          }),
        ]
      : []),
    ...(new Set(members.flatMap(({ weight, ttlSeconds }) => (weight === undefined ? [] : (ttlSeconds ?? [])))).size > 1
      ? [
          finding(stepId, {
            code: 'ttl-differs',
            severity: 'error',
            resource: group,
            message: `the weighted records of ${group} would have different TTLs, which Route 53 refuses: change all of them`,
          }),
        ]
      : []),
  ]);
}
