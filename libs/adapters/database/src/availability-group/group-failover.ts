import { createHash } from 'node:crypto';
import type { Clock, Instant, JsonObject } from '@breakwater/core';
import { broken, refuse, type Change, type Sight, type Verdict } from '../change/change.ts';
import { findCommand, readInvocation, runReading, sendScript, type Invocation } from '../service/commands.ts';
import { instanceNamed } from '../service/managed-instances.ts';
import type { Regional } from '../service/regional.ts';
import { lossVerdict, recoveryPointOf, type ExpectedLoss } from '../steps/loss.ts';
import type { GroupFailoverRequest } from './params.ts';
import { obstaclesTo, readReplicaState, secondsAtStake, type ReplicaState } from './replica-state.ts';
import { failoverStatement, scriptOf, stateQuery } from './scripts.ts';

/** What a failover of a group works with. */
export interface GroupContext {
  readonly where: Regional;
  readonly request: GroupFailoverRequest;
  readonly clock: Clock;
  /** The attempt's key. */
  readonly key: string;
}

/** What was learned of the replica in this round, for the checks and the call that follow in it. */
interface Learned {
  replica?: ReplicaState;
  isForced: boolean;
}

/** A state query that does not end: nothing is known, so nothing is concluded. */
export class QueryUnansweredError extends Error {
  override readonly name = 'QueryUnansweredError';
  readonly instanceId: string;
  constructor(instanceId: string, status: string) {
    super(`the state query on ${instanceId} is ${status}: it is asked again`);
    this.instanceId = instanceId;
  }
}

/** Makes a replica the primary of its group, by T-SQL that runs on it. */
export function groupFailover(group: GroupContext): Change {
  const learned: Learned = { isForced: false };
  return {
    async look(before): Promise<Sight> {
      const replica = await readState(group);
      if ('kind' in replica) return replica;
      learned.replica = replica;
      return replica.role === 'PRIMARY' ? asPrimary(replica, group, before) : asSecondary(replica, group);
    },
    async examine(): Promise<Verdict> {
      const verdict = judgeReplica(learned, group);
      learned.isForced = verdict.kind === 'go' && verdict.notes?.['isForced'] === true;
      return verdict;
    },
    async send() {
      const { availabilityGroup, targetInstanceId } = group.request.params;
      await sendScript(group.where, {
        instanceId: targetInstanceId,
        lines: scriptOf(failoverStatement(availabilityGroup, learned.isForced), group.request.params),
        comment: commentOf('failover', group.key),
      });
    },
  };
}

/** Comments take 100 characters, keys can be longer. */
const commentOf = (what: 'failover' | 'state', key: string): string =>
  `breakwater ${what} ${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;

/** Reading may be repeated at any time, so nothing is remembered of it. */
async function readState({ where, request, clock, key }: GroupContext): Promise<ReplicaState | Sight> {
  const { availabilityGroup, targetInstanceId: instanceId } = request.params;
  const lines = scriptOf(stateQuery(availabilityGroup), request.params);
  const comment = commentOf('state', key);
  const invocation = await runReading(where, clock, { instanceId, lines, comment });
  switch (invocation.kind) {
    case 'running':
      throw new QueryUnansweredError(instanceId, invocation.status);
    case 'failed':
      return broken(
        'state-unreadable',
        `the state of ${availabilityGroup} cannot be read on ${instanceId}: ${invocation.reason}`,
        true,
      );
    case 'succeeded':
      return stateIn(invocation.output, request);
  }
}

function stateIn(output: string, { params }: GroupFailoverRequest): ReplicaState | Sight {
  const state = readReplicaState(output);
  if (state === undefined)
    return broken(
      'state-unreadable',
      `${params.targetInstanceId} answered the state query with: ${output.slice(0, 200)}`,
      true,
    );
  if (state !== 'none') return state;
  return broken(
    'no-such-group',
    `${params.targetInstanceId} has no replica of the availability group ${params.availabilityGroup}`,
  );
}

function asPrimary(
  { server, operation }: ReplicaState,
  { request }: GroupContext,
  before: JsonObject | undefined,
): Sight {
  if (operation !== 'ONLINE') return { kind: 'under-way', detail: `it is the primary, and ${operation}` };
  const { availabilityGroup, targetInstanceId } = request.params;
  return {
    kind: 'done',
    status: before?.['isForced'] === true ? 'forced-over' : 'failed-over',
    facts: {
      availabilityGroup,
      primaryInstanceId: targetInstanceId,
      primaryReplica: server,
      previousPrimaryReplica: before?.['primaryReplica'],
      isForced: before?.['isForced'],
    },
    ...recoveryPointOf(before),
  };
}

const FAILOVER_FAILURES = {
  'said-no': 'failover-refused',
  'never-ran': 'failover-not-delivered',
  'may-run': 'failover-unfinished',
} as const;

async function asSecondary(replica: ReplicaState, group: GroupContext): Promise<Sight> {
  const own = await ownFailover(group);
  switch (own?.kind) {
    case 'running':
      return { kind: 'under-way', detail: `the failover on ${group.request.params.targetInstanceId} is ${own.status}` };
    case 'succeeded':
      return { kind: 'under-way', detail: 'the failover has run, the replica is not the primary yet' };
    case 'failed':
      return broken(FAILOVER_FAILURES[own.how], own.reason, true);
    case undefined:
      return { kind: 'untouched', present: await presentPrimary(replica, group) };
  }
}

/** The command of this attempt, if one was sent. */
async function ownFailover({ where, request, key }: GroupContext): Promise<Invocation | undefined> {
  const { targetInstanceId: instanceId } = request.params;
  const commandId = await findCommand(where, { instanceId, comment: commentOf('failover', key) });
  return commandId === undefined ? undefined : readInvocation(where, commandId, instanceId);
}

/** Where the primary runs, for the way back: SQL Server gives its host name, Systems Manager the instance. */
async function presentPrimary({ primary }: ReplicaState, { where, request }: GroupContext): Promise<JsonObject> {
  if (primary === undefined) return {};
  const regions = new Set([where.target.region, ...(request.intent === 'planned' ? [request.originRegion] : [])]);
  for (const region of regions) {
    const found = await instanceNamed({ ...where, target: { ...where.target, region } }, primary);
    if (found !== undefined) return { primaryReplica: primary, primaryInstanceId: found.id, primaryRegion: region };
  }
  return { primaryReplica: primary };
}

/** Without loss when everything is synchronised; by force only when the plan allows it and the loss is within its limit. */
function judgeReplica({ replica }: Learned, { request, clock }: GroupContext): Verdict {
  if (replica === undefined) return { kind: 'wait', obstacle: 'the state of the replica is not known' };
  const readAt = clock.now();
  const obstacles = obstaclesTo(replica);
  if (obstacles.length === 0) return { kind: 'go', notes: { isForced: false, lossSeconds: 0, lossReadAt: readAt } };
  if (request.params.allowDataLoss !== true) {
    const message = `it cannot take over without loss: ${obstacles.join(', ')}; wait until it is synchronised, or allow data loss`;
    return refuse('not-synchronised', message, true);
  }
  const verdict = lossVerdict(forcedLoss(replica, readAt), request);
  return verdict.kind === 'go' ? { kind: 'go', notes: { ...verdict.notes, isForced: true } } : verdict;
}

function forcedLoss(replica: ReplicaState, readAt: Instant): ExpectedLoss {
  const seconds = secondsAtStake(replica);
  if (seconds === undefined) return { kind: 'unknown', because: 'the replica does not tell its newest transaction' };
  const because = 'a replica does not see the primary, so all since its own newest transaction counts as lost';
  return { kind: 'known', seconds, readAt, because };
}
