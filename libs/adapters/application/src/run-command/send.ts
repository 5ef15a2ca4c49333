import { errorName, errorText, faultOf } from '@breakwater/aws';
import { secondsBetween, type OperationContext } from '@breakwater/core';
import { agentsOf, isOnline, type AgentView } from '../service/agents.ts';
import { chunksOf } from '../service/chunks.ts';
import { INSTANCES_PER_COMMAND, sendCommand } from '../service/commands.ts';
import type { Regional } from '../service/regional.ts';
import { notOfTheDrill } from '../targets/drilled.ts';
import { parameterLists } from '../targets/document-params.ts';
import { commentOf } from './adopt.ts';
import { checkpointOf, confirm, end, intend, refuse, unsentOf, withdraw, type CommandLedger } from './ledger.ts';
import { agentWaitSeconds, deliveryTimeoutSeconds, isRolling, type RunCommandRequest } from './params.ts';

/** Sends to every instance whose agent is online, and gives up on those that have not come online in time. */
export async function sendWhatCanBeSent(
  request: RunCommandRequest,
  instances: readonly string[],
  ledger: CommandLedger,
  where: Regional,
  context: OperationContext,
): Promise<CommandLedger> {
  const foreign = await notOfTheDrill(request, where, unsentOf(ledger, instances));
  const guarded = end(
    ledger,
    foreign,
    'not-of-the-drill',
    'the instance does not carry the tag of this drill: nothing was run on it',
  );
  const unsent = unsentOf(guarded, instances);
  if (unsent.length === 0) return guarded;
  const agents = await agentsOf(where, unsent);
  const isOverdue = secondsBetween(guarded.since, context.clock.now()) >= agentWaitSeconds(request.params);
  const refused = new Set(guarded.refusals.map(({ id }) => id));
  const online = unsent.filter((id) => isOnline(agents.get(id)) && !(isOverdue && refused.has(id)));
  const absent = unsent.filter((id) => !online.includes(id));
  if (!isOverdue && isRolling(request.params) && absent.length > 0) return guarded;
  const settled = isOverdue ? giveUp(guarded, absent, agents, request) : guarded;
  return sendTo(request, batchesOf(online, refused), settled, where, context);
}

const batchesOf = (ids: readonly string[], refused: ReadonlySet<string>): readonly (readonly string[])[] => [
  ...chunksOf(
    ids.filter((id) => !refused.has(id)),
    INSTANCES_PER_COMMAND,
  ),
  ...ids.filter((id) => refused.has(id)).map((id) => [id]),
];

function giveUp(
  ledger: CommandLedger,
  ids: readonly string[],
  agents: ReadonlyMap<string, AgentView>,
  { params }: RunCommandRequest,
): CommandLedger {
  const minutes = Math.round(agentWaitSeconds(params) / 60);
  return ids.reduce((next, id) => {
    const refusal = ledger.refusals.find((entry) => entry.id === id)?.reason;
    const status = agents.get(id)?.pingStatus ?? 'never registered: look at its instance profile and network';
    return end(
      next,
      [id],
      'agent-offline',
      refusal ?? `not online in Systems Manager after ${minutes} min (${status})`,
    );
  }, ledger);
}

async function sendTo(
  request: RunCommandRequest,
  batches: readonly (readonly string[])[],
  ledger: CommandLedger,
  where: Regional,
  context: OperationContext,
): Promise<CommandLedger> {
  let current = ledger;
  for (const batch of batches) {
    const attempt = await sendBatch(request, batch, current, where, context);
    current = attempt.ledger;
    if (attempt.isHeldUp) break;
  }
  return current;
}

interface Attempt {
  readonly ledger: CommandLedger;
  /** AWS is slow or silent: the rest waits for the next look. */
  readonly isHeldUp: boolean;
}

async function sendBatch(
  request: RunCommandRequest,
  batch: readonly string[],
  before: CommandLedger,
  where: Regional,
  context: OperationContext,
): Promise<Attempt> {
  const part = before.nextPart;
  const ledger = intend(before, batch, context.clock.now());
  await context.saveCheckpoint(checkpointOf(ledger));
  try {
    const id = await sendCommand(where, commandInput(request, batch, commentOf(context.key, part)));
    return id === undefined ? { ledger, isHeldUp: true } : { ledger: confirm(ledger, part, id), isHeldUp: false };
  } catch (error) {
    context.signal.throwIfAborted();
    switch (faultOf(error)) {
      case 'unanswered':
        return { ledger, isHeldUp: true };
      case 'not-now':
        return { ledger: withdraw(ledger, part), isHeldUp: true };
      case 'refused':
        return { ledger: refusedBatch(withdraw(ledger, part), batch, error), isHeldUp: false };
    }
  }
}

/** One instance that is not ready stops a whole command; AWS names it in its message, as a rule. */
function refusedBatch(ledger: CommandLedger, batch: readonly string[], error: unknown): CommandLedger {
  const reason = errorText(error);
  if (errorName(error) !== 'InvalidInstanceId') return end(ledger, batch, 'refused', reason);
  const named = batch.filter((id) => reason.includes(id));
  return refuse(ledger, named.length > 0 ? named : batch, reason);
}

const commandInput = ({ params }: RunCommandRequest, batch: readonly string[], Comment: string) => ({
  DocumentName: params.document,
  DocumentVersion: params.documentVersion,
  InstanceIds: [...batch],
  Parameters: parameterLists(params.parameters),
  Comment,
  TimeoutSeconds: deliveryTimeoutSeconds(params),
  // Without these, fifty run at a time and the first failure stops the rest.
  MaxConcurrency: params.maxConcurrency ?? '100%',
  MaxErrors: params.maxErrors ?? '100%',
});
