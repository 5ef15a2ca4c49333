import { secondsBetween, type Json, type OperationContext, type ResourceOutcome } from '@breakwater/core';
import type { Convergence, Look } from '../steps/converge.ts';
import { factOf, type Memory } from '../steps/memory.ts';
import { whereOf } from '../service/regional.ts';
import { changeOf, differenceText, isDifferent, readDifferences, type Difference } from './difference.ts';
import { wantedRecords, type UpdateDnsRequest } from './params.ts';
import { normalName } from './record-name.ts';
import { recordLabel } from './record-set.ts';
import type { ZoneTurns } from './zone-turns.ts';
import { changeStatus, readRecords, sendChanges } from './zone.ts';

/** All steps of an account draw on ten Route 53 calls a second, looks at changes included. */
const LOOK_SECONDS = 5;

/**
 * How long a deletion is given whose change nobody knows any more: AWS says that changes usually reach all name servers
 * within a minute. What was written is written once more instead, which tells for certain.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
const PROPAGATION_SECONDS = 60;

export const recordLabels = ({ params }: UpdateDnsRequest): string[] => wantedRecords(params).map(recordLabel);

/** Brings the records about and waits until all authoritative servers answer with them. */
export function zoneConvergence(request: UpdateDnsRequest, context: OperationContext, turns: ZoneTurns): Convergence {
  const labels = recordLabels(request);
  const where = whereOf(request, context);
  const { hostedZoneId } = request.params;

  async function look(memory: Memory): Promise<Look> {
    const changeId = factOf(memory, 'changeId');
    if (changeId === undefined) return compare(memory);
    const status = await changeStatus(where, changeId);
    if (status === 'INSYNC') return conclude(changeId);
    return status === 'gone' ? compare(memory) : waiting(labels, `change ${changeId} is ${status}`);
  }

  async function reading() {
    const wanted = wantedRecords(request.params);
    return readDifferences(wanted, await readRecords(where, hostedZoneId, wanted));
  }

  async function compare(memory: Memory): Promise<Look> {
    const { records, objections } = await reading();
    const [objection] = objections;
    if (objection !== undefined) return failed(labels, objection.code, objection.message, false);
    const different = records.filter(isDifferent);
    if (different.length > 0) return change(different, { before: records.map(({ label, before }) => [label, before]) });
    if (memory.sent === 0 && !memory.mayHaveSent) return done(request, undefined);
    // It is as wanted, perhaps by a change whose answer was lost. Writing the same again changes nothing, and the change
    // that answers is in sync only when all before it are.
    const written = records.filter(({ after }) => after !== null);
    return written.length > 0 ? change(written, {}) : letPropagate(memory);
  }

  const change = (differences: readonly Difference[], captured: { readonly before?: readonly Json[] }): Look => ({
    kind: 'change',
    progress: progress(labels, differences.map(differenceText).join(' | ')),
    captures: captured.before === undefined ? {} : { records: captured.before },
    send: async () => {
      const changes = differences.flatMap(changeOf);
      const zone = `${where.target.account} ${hostedZoneId}`;
      const id = await turns.run(zone, () => sendChanges(where, hostedZoneId, changes, context.key));
      return id === undefined ? {} : { changeId: id };
    },
  });

  function letPropagate(memory: Memory): Look {
    const now = context.clock.now();
    const goneSince = factOf(memory, 'goneSince') ?? now;
    if (secondsBetween(goneSince as typeof now, now) >= PROPAGATION_SECONDS) return done(request, undefined);
    return { ...waiting(labels, 'deleted; the name servers are given a minute'), facts: { goneSince } };
  }

  async function conclude(changeId: string): Promise<Look> {
    const { records } = await reading();
    const overwritten = records.filter(isDifferent).map(differenceText);
    if (overwritten.length === 0) return done(request, changeId);
    const message = `somebody else changed the zone after change ${changeId}: ${overwritten.join(' | ')}`;
    return failed(labels, 'record-overwritten', message, true);
  }

  return { resources: labels, unit: 'records', look };
}

const progress = (labels: readonly string[], detail: string) => ({
  done: 0,
  total: labels.length,
  unit: 'records',
  detail,
});

const waiting = (labels: readonly string[], detail: string) => ({
  kind: 'wait' as const,
  progress: progress(labels, detail),
  lookAgainInSeconds: LOOK_SECONDS,
});

function done(request: UpdateDnsRequest, changeId: string | undefined): Look {
  const status = changeId === undefined ? 'already-so' : 'in-sync';
  const names = [...new Set(wantedRecords(request.params).map(({ name }) => normalName(name)))];
  return {
    kind: 'done',
    outputs: {
      hostedZoneId: request.params.hostedZoneId,
      names,
      ...(changeId !== undefined && { changeId }),
    },
    resources: recordLabels(request).map((id) => ({
      id,
      state: 'succeeded',
      status,
      ...(changeId !== undefined && { facts: { changeId } }),
    })),
  };
}

function failed(labels: readonly string[], code: string, message: string, retryable: boolean): Look {
  const resources = labels.map((id): ResourceOutcome => ({ id, state: 'failed', status: code, reason: message }));
  return { kind: 'failed', code, message, retryable, resources };
}
