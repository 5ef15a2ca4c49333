import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Instant, Json } from '@breakwater/core';

const strict = { additionalProperties: false } as const;

const CallLedgerSchema = Type.Object(
  {
    version: Type.Literal(1),
    /** Calls written down ahead of being sent; `reversed` is the source server that AWS answered a reversal with. */
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

/** What an operation with one call for each item has done so far. What is in no list has not been sent. */
export type CallLedger = Static<typeof CallLedgerSchema>;
export type SentCall = CallLedger['sent'][number];

export const newCallLedger = (): CallLedger => ({ version: 1, sent: [], ended: [], troubles: 0 });

/** @throws TypeError when the checkpoint is none of this operation's */
export function callLedgerOf(checkpoint: Json): CallLedger {
  if (!Value.Check(CallLedgerSchema, checkpoint)) {
    throw new TypeError(
      'the checkpoint is not one of a reversal, a stop or a keep: look at the servers in AWS before going on',
    );
  }
  return checkpoint;
}

/** Notes the call for an item, in the place of an earlier one. */
export const noted = (ledger: CallLedger, call: SentCall): CallLedger => ({
  ...ledger,
  sent: [...ledger.sent.filter(({ item }) => item !== call.item), call],
});

/** The call for the item surely had no effect. */
export const forgotten = (ledger: CallLedger, item: string): CallLedger => ({
  ...ledger,
  sent: ledger.sent.filter((call) => call.item !== item),
});
