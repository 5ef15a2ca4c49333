import { isoInstant } from '../../clock.ts';
import type { Answer, Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { RestXmlInput } from '../../protocol/rest-xml-protocol.ts';
import { rewriteMember } from '../../protocol/rewrite-status.ts';
import { TokenBucket } from '../../protocol/throttle.ts';
import { aliasFaults } from './alias-targets.ts';
import { applyChanges, sameRecord } from './change-batch.ts';
import type { ChangeBatch, RecordChange } from './read-record.ts';
import { readChangeBatch } from './read-record.ts';
import {
  invalidChangeBatch,
  noSuchChange,
  noSuchHealthCheck,
  priorRequestNotComplete,
  throttled,
} from './route53-errors.ts';
import type { HostedZone, ZoneChange } from './route53-state.ts';
import { recordKey } from './route53-state.ts';
import { hostedZone, zoneIdOf } from './zone-lookup.ts';

/** Changes a second of one account; an UPSERT counts as two. */
const CHANGE_THROUGHPUT = { ratePerSecond: 100, burst: 1_500 };

interface ChangeInput extends ChangeBatch {
  readonly zoneId: string;
}

export const changeResourceRecordSets = defineOperation({
  name: 'ChangeResourceRecordSets',
  writes: true,
  startsJob: true,
  hasParts: false,
  input: ({ path, body }: RestXmlInput): ChangeInput => ({ zoneId: zoneIdOf(path), ...readChangeBatch(body) }),
  resources: ({ zoneId }) => [zoneId],
  run: (call, { zoneId, comment, changes }) => {
    const zone = hostedZone(call, zoneId);
    if (call.now < zone.processingUntil) throw priorRequestNotComplete();
    spendThroughput(call, changes);
    refuseUnknownHealthChecks(call, changes);
    const outcome = applyChanges(zone, changes);
    const faults = outcome.ok ? aliasFaults(call, zone, outcome.records, changes) : outcome.faults;
    if (!outcome.ok || faults.length > 0) throw invalidChangeBatch(faults);
    const before = zone.records;
    zone.records = outcome.records;
    const change = recordChange(call, zone, comment);
    for (const { action, record } of changes) {
      const present = before.get(recordKey(record));
      const isAsItWas = action === 'UPSERT' && present !== undefined && sameRecord(present, record);
      call.note(zone.id, `${action} ${record.type} ${record.name}${isAsItWas ? ' (as it was)' : ''}`);
    }
    return { ChangeInfo: renderChange(change, call.now) };
  },
});

function spendThroughput({ world, place, now }: Call, changes: readonly RecordChange[]): void {
  if (world.estate.throttling?.enabled === false) return;
  const state = place.route53;
  const bucket = (state.changeThroughput ??= new TokenBucket(CHANGE_THROUGHPUT, now));
  const tokens = changes.reduce((sum, { action }) => sum + (action === 'UPSERT' ? 2 : 1), 0);
  if (!bucket.holds(tokens, now)) throw throttled();
  bucket.take(tokens);
}

function refuseUnknownHealthChecks({ place }: Call, changes: readonly RecordChange[]): void {
  for (const { action, record } of changes) {
    const id = record.healthCheckId;
    if (action !== 'DELETE' && id !== undefined && !place.route53.healthChecks.has(id)) throw noSuchHealthCheck(id);
  }
}

function recordChange(call: Call, zone: HostedZone, comment: string | undefined): ZoneChange {
  const { world, place, now } = call;
  const { durations, changes } = place.route53;
  zone.changeCount += 1;
  const key = [zone.id, zone.changeCount];
  const ms = (range: readonly [number, number], what: string): number =>
    Math.round(1000 * world.draws.between(range, [...key, what]));
  zone.processingUntil = now + ms(durations.processing, 'processing');
  const lateMs = call.strikes.reduce((sum, { spec }) => sum + (spec.jobSeconds ?? 0) * 1000, 0);
  const isStuck = call.strikes.some(({ spec }) => spec.kind === 'stuck');
  const change: ZoneChange = {
    id: world.draws.id('C', 20, key).toUpperCase(),
    submittedAt: now,
    inSyncAt: isStuck ? Infinity : zone.processingUntil + ms(durations.propagation, 'propagation') + lateMs,
    ...(comment === undefined ? {} : { comment }),
  };
  changes.set(change.id, change);
  return change;
}

export const getChange = defineOperation({
  name: 'GetChange',
  input: ({ path }: RestXmlInput) => ({ id: (path['Id'] ?? '').replace(/^\/?change\//, '') }),
  resources: ({ id }) => [id],
  run: ({ place, now }, { id }) => {
    const change = place.route53.changes.get(id);
    if (!change) throw noSuchChange(id);
    return { ChangeInfo: renderChange(change, now) };
  },
  rewriteStatus: (answer, word) => rewriteMember(answer, 'ChangeInfo', { Status: word }),
});

function renderChange({ id, submittedAt, inSyncAt, comment }: ZoneChange, now: number): Answer {
  return {
    Id: `/change/${id}`,
    Status: now >= inSyncAt ? 'INSYNC' : 'PENDING',
    SubmittedAt: isoInstant(submittedAt),
    Comment: comment,
  };
}
