import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { errorText } from '@breakwater/aws';
import type { Instant, Json } from '@breakwater/core';

const strict = { additionalProperties: false } as const;

/**
 * What one attempt of a step has done so far: the whole truth, journaled as the step's checkpoint. What is in no list
 * waits to be sent.
 */
const StepLedgerSchema = Type.Object(
  {
    version: Type.Literal(1),
    /** When the attempt began; its jobs are no older. */
    since: Type.Unsafe<Instant>(Type.String()),
    /** What the step is about, when it had to be found out at its start. */
    items: Type.Optional(Type.Array(Type.String())),
    /** An answer was lost, or a worker: jobs may exist that no list names, so look for them by their tags. */
    lookForOwn: Type.Boolean(),
    /** Written ahead of a call whose answer is not known yet. */
    unanswered: Type.Array(
      Type.Object({ at: Type.Unsafe<Instant>(Type.String()), items: Type.Array(Type.String()) }, strict),
    ),
    jobs: Type.Array(Type.Object({ id: Type.String(), items: Type.Array(Type.String()) }, strict)),
    /** What ended without a job. */
    ended: Type.Array(
      Type.Object(
        { item: Type.String(), status: Type.String(), reason: Type.String(), isGood: Type.Boolean() },
        strict,
      ),
    ),
    /** Jobs that had no capacity for an item, which was then tried again in another way. */
    spent: Type.Optional(Type.Array(Type.Object({ item: Type.String(), job: Type.String() }, strict))),
    /** The account refused us as a whole: nothing more can be done. */
    failure: Type.Optional(
      Type.Object({ code: Type.String(), message: Type.String(), retryable: Type.Boolean() }, strict),
    ),
    /** When everything was settled in DRS; from then on only details are being gathered. */
    settledAt: Type.Optional(Type.Unsafe<Instant>(Type.String())),
  },
  strict,
);

export type StepLedger = Static<typeof StepLedgerSchema>;
export type EndedItem = StepLedger['ended'][number];

export const newLedger = (since: Instant, lookForOwn: boolean): StepLedger => ({
  version: 1,
  since,
  lookForOwn,
  unanswered: [],
  jobs: [],
  ended: [],
});

/** @throws TypeError when the checkpoint is none of this adapter's: acting on a guess could launch servers twice */
export function ledgerOf(checkpoint: Json): StepLedger {
  if (!Value.Check(StepLedgerSchema, checkpoint)) {
    throw new TypeError('the checkpoint is not one of the DRS adapter: look at the step in AWS before going on');
  }
  return checkpoint;
}

/** Items that nothing is known to have been done for. */
export function waitingItems(ledger: StepLedger, all: readonly string[]): string[] {
  const taken = new Set([
    ...ledger.unanswered.flatMap(({ items }) => items),
    ...ledger.jobs.flatMap(({ items }) => items),
    ...ledger.ended.map(({ item }) => item),
  ]);
  return all.filter((item) => !taken.has(item));
}

/** Writes down what is about to be sent. */
export const announce = (ledger: StepLedger, items: readonly string[], at: Instant): StepLedger => ({
  ...ledger,
  unanswered: [...ledger.unanswered, { at, items: [...items] }],
});

/** A job acts on these items: AWS answered, or the job was found. Items that have a job already stay with it. */
export function assign(ledger: StepLedger, items: readonly string[], jobId: string): StepLedger {
  const taken = new Set(ledger.jobs.flatMap((job) => job.items));
  const fresh = items.filter((item) => !taken.has(item));
  if (fresh.length === 0) return ledger;
  const jobs = ledger.jobs.some(({ id }) => id === jobId)
    ? ledger.jobs.map((job) => (job.id === jobId ? { ...job, items: [...job.items, ...fresh] } : job))
    : [...ledger.jobs, { id: jobId, items: fresh }];
  return { ...withoutUnanswered(ledger, fresh), jobs };
}

/** A job could not launch the item for want of capacity: it waits again, and the job does not count for it any more. */
export const spend = (ledger: StepLedger, item: string, job: string): StepLedger => ({
  ...ledger,
  jobs: ledger.jobs
    .map((entry) => (entry.id === job ? { ...entry, items: entry.items.filter((other) => other !== item) } : entry))
    .filter(({ items }) => items.length > 0),
  spent: [...(ledger.spent ?? []), { item, job }],
});

/** How often there was no capacity for the item so far. */
export const typesTried = ({ spent = [] }: StepLedger, item: string): number =>
  spent.filter((entry) => entry.item === item).length;

/** The items were surely not sent: they wait again. */
export function withoutUnanswered(ledger: StepLedger, items: readonly string[]): StepLedger {
  const gone = new Set(items);
  const unanswered = ledger.unanswered
    .map((entry) => ({ ...entry, items: entry.items.filter((item) => !gone.has(item)) }))
    .filter((entry) => entry.items.length > 0);
  return { ...ledger, unanswered };
}

/** The items ended without a job. */
export const end = (ledger: StepLedger, ended: readonly EndedItem[]): StepLedger => ({
  ...withoutUnanswered(
    ledger,
    ended.map(({ item }) => item),
  ),
  ended: [...ledger.ended, ...ended],
});

/** AWS refused the step as a whole, with a reason that trying again does not change. */
export const refusedFailure = (error: unknown): NonNullable<StepLedger['failure']> => ({
  code: 'drs-refused',
  message: errorText(error),
  retryable: false,
});
