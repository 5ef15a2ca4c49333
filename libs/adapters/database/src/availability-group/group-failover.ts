import { createHash } from 'node:crypto';
import type { JsonObject, OperationContext } from '@breakwater/core';
import { broken, refuse, type Change, type Sight, type Verdict } from '../change/change.ts';
import { findCommand, readInvocation, runReading, sendScript, type Invocation } from '../service/commands.ts';
import { instanceNamed } from '../service/managed-instances.ts';
import type { Regional } from '../service/regional.ts';
import { lossVerdict, recoveryPointOf, type ExpectedLoss } from '../steps/loss.ts';
import { obstaclesTo, readGroupState, secondsBehind, type GroupState, type Replica } from './group-state.ts';
import type { GroupFailoverRequest } from './params.ts';
import { failoverStatement, scriptOf, stateQuery } from './scripts.ts';

/** What a failover of a group works with. */
export interface GroupContext {
  readonly where: Regional;
  readonly request: GroupFailoverRequest;
  readonly clock: OperationContext['clock'];
  /** The attempt's key. */
  readonly key: string;
}

/** What was learned of the group in this round, for the checks and the call that follow in it. */
interface Learned {
  local?: Replica;
  state?: GroupState;
  isForced: boolean;
}

/** Makes a replica the primary of its group, by T-SQL that runs on it. */
export function groupFailover(group: GroupContext): Change {
  const learned: Learned = { isForced: false };
  return {
    async look(before): Promise<Sight> {
      const reading = await readState(group);
      if ('kind' in reading) return reading;
      const local = reading.find(({ isLocal }) => isLocal);
      if (local === undefined) return noSuchGroup(group);
      learned.local = local;
      learned.state = reading;
      return local.role === 'PRIMARY' ? asPrimary(local, group, before) : asSecondary(reading, group);
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
        comment: failoverComment(group.key),
      });
    },
  };
}

/** Comments take 100 characters, keys can be longer. */
const failoverComment = (key: string): string =>
  `breakwater failover ${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;

async function readState({ where, request, clock, key }: GroupContext): Promise<GroupState | Sight> {
  const { availabilityGroup, targetInstanceId: instanceId } = request.params;
  const lines = scriptOf(stateQuery(availabilityGroup), request.params);
  const comment = failoverComment(key).replace('failover', 'state');
  const invocation = await runReading(where, clock, { instanceId, lines, comment });
  switch (invocation.kind) {
    case 'running':
      return { kind: 'under-way', detail: `the state query on ${instanceId} is ${invocation.status}` };
    case 'failed':
      return broken('state-unreadable', `the state of ${availabilityGroup} cannot be read on ${instanceId}: ${invocation.reason}`, true);
    case 'succeeded':
      return (
        readGroupState(invocation.output) ??
        broken('state-unreadable', `${instanceId} answered the state query with: ${invocation.output.slice(0, 200)}`, true)
      );
  }
}

const noSuchGroup = ({ request }: GroupContext): Sight => {
  const { availabilityGroup, targetInstanceId } = request.params;
  return broken('no-such-group', `${targetInstanceId} has no replica of the availability group ${availabilityGroup}`);
};

function asPrimary(local: Replica, { request }: GroupContext, before: JsonObject | undefined): Sight {
  if (local.operation !== undefined && local.operation !== 'ONLINE') {
    return { kind: 'under-way', detail: `it is the primary, and ${local.operation}` };
  }
  const { availabilityGroup, targetInstanceId } = request.params;
  return {
    kind: 'done',
    status: before?.['isForced'] === true ? 'forced-over' : 'failed-over',
    facts: {
      availabilityGroup,
      primaryInstanceId: targetInstanceId,
      primaryReplica: local.server,
      previousPrimaryReplica: before?.['primaryReplica'],
      isForced: before?.['isForced'],
    },
    ...recoveryPointOf(before),
  };
}

async function asSecondary(state: GroupState, group: GroupContext): Promise<Sight> {
  const own = await ownFailover(group);
  switch (own?.kind) {
    case 'running':
      return { kind: 'under-way', detail: `the failover on ${group.request.params.targetInstanceId} is ${own.status}` };
    case 'succeeded':
      return { kind: 'under-way', detail: 'the failover has run, the replica is not the primary yet' };
    case 'failed':
      return broken('failover-refused', own.reason, true);
    case undefined:
      return { kind: 'untouched', present: await presentPrimary(state, group) };
  }
}

/** The command of this attempt, if one was sent. */
async function ownFailover({ where, request, key }: GroupContext): Promise<Invocation | undefined> {
  const { targetInstanceId: instanceId } = request.params;
  const commandId = await findCommand(where, { instanceId, comment: failoverComment(key) });
  return commandId === undefined ? undefined : readInvocation(where, commandId, instanceId);
}

/** Where the primary runs, for the way back: SQL Server gives its host name, Systems Manager the instance. */
async function presentPrimary(state: GroupState, { where, request }: GroupContext): Promise<JsonObject> {
  const primary = state.find(({ role }) => role === 'PRIMARY');
  if (primary === undefined) return {};
  const regions = new Set([where.target.region, ...(request.intent === 'planned' ? [request.originRegion] : [])]);
  for (const region of regions) {
    const found = await instanceNamed({ ...where, target: { ...where.target, region } }, primary.server);
    if (found !== undefined) return { primaryReplica: primary.server, primaryInstanceId: found.id, primaryRegion: region };
  }
  return { primaryReplica: primary.server };
}

/** Without loss when everything is synchronised; by force only when the plan allows it and the loss is within its limit. */
function judgeReplica({ local, state }: Learned, { request, clock }: GroupContext): Verdict {
  if (local === undefined) return { kind: 'wait', obstacle: 'the state of the group is not known' };
  const now = clock.now();
  const obstacles = obstaclesTo(local);
  if (obstacles.length === 0) return { kind: 'go', notes: { isForced: false, lossSeconds: 0, lossReadAt: now } };
  if (request.params.allowDataLoss !== true) {
    const message = `it cannot take over without loss: ${obstacles.join(', ')}; wait until it is synchronised, or allow data loss`;
    return refuse('not-synchronised', message, true);
  }
  const primary = state?.find(({ role }) => role === 'PRIMARY');
  const seconds = secondsBehind(local, primary, now);
  const verdict = lossVerdict(expectedLoss(seconds, primary, now), request);
  return verdict.kind === 'go' ? { kind: 'go', notes: { ...verdict.notes, isForced: true } } : verdict;
}

function expectedLoss(seconds: number | undefined, primary: Replica | undefined, now: GroupNow): ExpectedLoss {
  if (seconds === undefined) return { kind: 'unknown', because: 'the replica does not tell its newest transaction' };
  const because =
    primary === undefined
      ? 'the primary cannot be seen, so all since the newest transaction of the replica counts as lost'
      : `the newest transaction of the replica is that much older than that of ${primary.server}`;
  return { kind: 'known', seconds, readAt: now, because };
}

type GroupNow = ReturnType<OperationContext['clock']['now']>;
