import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Instant, Json } from '@breakwater/core';

const strict = { additionalProperties: false } as const;

const ReverseLedgerSchema = Type.Object(
  {
    version: Type.Literal(1),
    /** Calls written down ahead of being sent; `reversed` is the source server that AWS answered with. */
    sent: Type.Array(
      Type.Object(
        { item: Type.String(), at: Type.Unsafe<Instant>(Type.String()), reversed: Type.Optional(Type.String()) },
        strict,
      ),
    ),
    ended: Type.Array(Type.Object({ item: Type.String(), status: Type.String(), reason: Type.String() }, strict)),
    /** What keeps items waiting, in AWS's words. */
    obstacle: Type.Optional(Type.String()),
    /** Looks in a row that AWS made wait. */
    troubles: Type.Integer(),
    failure: Type.Optional(
      Type.Object({ code: Type.String(), message: Type.String(), retryable: Type.Boolean() }, strict),
    ),
  },
  strict,
);

/** What one attempt to reverse replication has done so far. What is in no list has not been sent. */
export type ReverseLedger = Static<typeof ReverseLedgerSchema>;
export type SentCall = ReverseLedger['sent'][number];

export const newReverseLedger = (): ReverseLedger => ({ version: 1, sent: [], ended: [], troubles: 0 });

/** @throws TypeError when the checkpoint is none of this operation's */
export function reverseLedgerOf(checkpoint: Json): ReverseLedger {
  if (!Value.Check(ReverseLedgerSchema, checkpoint)) {
    throw new TypeError(
      'the checkpoint is not one of a reversal: look at the recovery instances in AWS before going on',
    );
  }
  return checkpoint;
}

/** Notes the call for an item, in the place of an earlier one. */
export const noted = (ledger: ReverseLedger, call: SentCall): ReverseLedger => ({
  ...ledger,
  sent: [...ledger.sent.filter(({ item }) => item !== call.item), call],
});

/** The call for the item surely had no effect. */
export const forgotten = (ledger: ReverseLedger, item: string): ReverseLedger => ({
  ...ledger,
  sent: ledger.sent.filter((call) => call.item !== item),
});
