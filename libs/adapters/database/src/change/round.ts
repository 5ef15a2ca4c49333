import { errorText, faultOf } from '@breakwater/aws';
import type { JsonObject, OperationContext } from '@breakwater/core';
import { refusalOf } from '../service/errors.ts';
import { mapParallel } from '../service/parallel.ts';
import { captureName } from './captured.ts';
import type { Change, Sight, Subject, Verdict } from './change.ts';
import { failed, judge, judgeAnswer, judgeFailedLook } from './judge.ts';
import { encodeLedger, sentTurn, type Item, type Ledger, type Open, type Waiting } from './ledger.ts';

/** An item that may be sent, and how its database is. */
interface Ready {
  readonly item: Waiting;
  readonly present: JsonObject;
}

type Looked = { readonly item: Item; readonly present?: JsonObject };

/**
 * One round: looks at every database that is not settled, and makes the calls that are due. What will be sent is
 * durable before it is sent.
 */
export async function playRound(
  subjects: readonly Subject[],
  ledger: Ledger,
  context: OperationContext,
  settleSeconds: number,
): Promise<Ledger> {
  const bySubject = new Map(subjects.map((subject) => [subject.id, subject]));
  const looked = await mapParallel(ledger.items, (item) =>
    lookAt(bySubject.get(item.id), item, ledger, context, settleSeconds),
  );
  const examined = await mapParallel(looked, ({ item, present }) =>
    item.kind === 'waiting' && present !== undefined && isDue(item, context)
      ? examineOne(bySubject.get(item.id), { item, present }, context)
      : Promise.resolve(item),
  );
  const settled: Ledger = { ...ledger, items: examined };
  const toSend = examined.filter((item, index) => item.kind === 'sent' && looked[index]?.item.kind === 'waiting');
  return toSend.length === 0 ? settled : sendAll(bySubject, settled, new Set(toSend.map(({ id }) => id)), context);
}

async function lookAt(
  subject: Subject | undefined,
  item: Item,
  { isDoubtful }: Ledger,
  context: OperationContext,
  settleSeconds: number,
): Promise<Looked> {
  const change = item.kind === 'ended' ? undefined : subject?.changes[item.stage];
  if (item.kind === 'ended' || subject === undefined || change === undefined) return { item };
  try {
    const sight = await change.look(item.kind === 'sent' ? item.before : undefined);
    const lastStage = subject.changes.length - 1;
    const next = judge(item, sight, { now: context.clock.now(), settleSeconds, lastStage, isDoubtful });
    return next.kind === 'waiting' && next.stage === item.stage ? { item: next, ...presentOf(sight) } : { item: next };
  } catch (error) {
    context.signal.throwIfAborted();
    return { item: judgeFailedLook(item, error) };
  }
}

/** Only what is free to be sent has a present to be sent from. */
const presentOf = (sight: Sight): { present?: JsonObject } =>
  sight.kind === 'untouched' && sight.obstacle === undefined ? { present: sight.present } : {};

const isDue = ({ notBefore }: Waiting, { clock }: OperationContext): boolean =>
  notBefore === undefined || notBefore <= clock.now();

/** The item as sent when nothing speaks against it, with what was before written down for a rollback. */
async function examineOne(
  subject: Subject | undefined,
  { item, present }: Ready,
  context: OperationContext,
): Promise<Item> {
  const change = subject?.changes[item.stage];
  if (change === undefined) return item;
  const verdict = await verdictOf(change, context);
  switch (verdict.kind) {
    case 'wait':
      return { ...item, obstacle: verdict.obstacle };
    case 'refuse':
      return failed(item, verdict.failure);
    case 'go': {
      const before = { ...present, ...verdict.notes };
      if (item.stage === 0) await context.capture(captureName(item.id), before);
      return sentTurn(item, context.clock.now(), before);
    }
  }
}

async function verdictOf(change: Change, { signal }: OperationContext): Promise<Verdict> {
  try {
    return (await change.examine?.()) ?? { kind: 'go' };
  } catch (error) {
    signal.throwIfAborted();
    if (faultOf(error) !== 'refused' || refusalOf(error) !== 'final') {
      return { kind: 'wait', obstacle: `AWS did not tell: ${errorText(error)}` };
    }
    const message = `it cannot be examined: ${errorText(error)}`;
    return { kind: 'refuse', failure: { code: 'access-refused', message, retryable: true } };
  }
}

async function sendAll(
  bySubject: ReadonlyMap<string, Subject>,
  ledger: Ledger,
  ids: ReadonlySet<string>,
  context: OperationContext,
): Promise<Ledger> {
  await context.saveCheckpoint(encodeLedger(ledger));
  const items = await mapParallel(ledger.items, async (item) => {
    if (item.kind !== 'sent' || !ids.has(item.id)) return item;
    const error = await errorOf(bySubject.get(item.id)?.changes[item.stage], context);
    return judgeAnswer(item, error, context.key, context.clock.now());
  });
  return { ...ledger, items };
}

/** What a call failed with; `undefined` when AWS took it. */
async function errorOf(change: Change | undefined, { signal }: OperationContext): Promise<unknown> {
  signal.throwIfAborted();
  try {
    await change?.send();
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error;
  }
}

/** Items that are not settled. */
export const openItems = ({ items }: Ledger): readonly Open[] =>
  items.filter((item): item is Open => item.kind !== 'ended');
