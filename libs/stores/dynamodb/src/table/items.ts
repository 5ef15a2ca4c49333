import type { Actor, ExecutionId, Instant, RecoveryPlan } from '@breakwater/core';
import { Type } from 'typebox';

/** What the items hold. Members that a later version adds do not hinder an older one from reading. */

const key = { pk: Type.String(), sk: Type.String() };
const count = Type.Integer({ minimum: 0 });

/** A text in its item, or the pieces that it was cut into. */
export const StoredTextSchema = Type.Union([
  Type.Object({ text: Type.String() }),
  Type.Object({ piecesId: Type.String(), pieceCount: Type.Integer({ minimum: 1 }) }),
]);

export const PieceItem = Type.Object({ ...key, piece: Type.String() });

export const CommitItem = Type.Intersect([
  Type.Object({ ...key, version: count, hash: Type.String(), writeId: Type.String(), head: Type.String() }),
  StoredTextSchema,
]);

export const HeadItem = Type.Object({ ...key, version: count, hash: Type.String(), head: Type.String() });

const instant = Type.Unsafe<Instant>(Type.String());

export const HeadBody = Type.Object({
  executionId: Type.Unsafe<ExecutionId>(Type.String()),
  plan: Type.String(),
  planVersion: count,
  mode: Type.String(),
  status: Type.String(),
  outcome: Type.Union([Type.String(), Type.Null()]),
  version: count,
  requestedAt: instant,
  updatedAt: instant,
  ended: Type.Boolean(),
});

/** A lease, and the end of the journal that it guards. */
export const LeaseItem = Type.Object({
  ...key,
  key: Type.String(),
  epoch: count,
  beat: count,
  holder: Type.String(),
  lengthSeconds: Type.Number(),
  released: Type.Boolean(),
  /** Of the claim that made this epoch. */
  claimId: Type.String(),
  /** Number of the newest sealed record; 0 before the first. */
  sequence: count,
  hash: Type.String(),
  /** Names the newest sealed record's item; empty before the first. */
  recordId: Type.String(),
});

export const RecordItem = Type.Intersect([
  Type.Object({
    ...key,
    sequence: count,
    hash: Type.String(),
    recordId: Type.String(),
    /** Of the record before; empty for the first. */
    previousId: Type.String(),
  }),
  StoredTextSchema,
]);

export const LockItem = Type.Object({ ...key, resource: Type.String(), holder: Type.String(), claimId: Type.String() });
export const WantedItem = Type.Object({ ...key, resources: Type.Array(Type.String()) });

export const IdempotencyItem = Type.Object({
  ...key,
  fingerprint: Type.String(),
  value: Type.String(),
  writeId: Type.String(),
});

const place = { executionId: Type.String(), gateId: Type.String(), waiter: Type.String() };
export const ParkedItem = Type.Object({ ...key, ...place, token: Type.String() });
/** What is left of a token that was taken: the place, and the call that took it. */
export const TakenItem = Type.Object({ ...key, ...place, takenBy: Type.String() });

export const PlanItem = Type.Object({
  ...key,
  name: Type.String(),
  removed: Type.Boolean(),
  /** Which writing is version 1, 2, and so on. */
  versionIds: Type.Array(Type.String(), { minItems: 1 }),
  /** Of the newest change. */
  writeId: Type.String(),
});

export const PlanVersionItem = Type.Intersect([
  Type.Object({ ...key, version: count, versionId: Type.String() }),
  StoredTextSchema,
]);

const actor = Type.Unsafe<Actor>(Type.Object({}));

/** The plan itself was checked when it was saved, by the schema of its time, and is guarded by its hash. */
export const PlanBody = Type.Object({
  name: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  plan: Type.Unsafe<RecoveryPlan>(Type.Object({})),
  source: Type.Optional(Type.String()),
  hash: Type.String(),
  savedAt: instant,
  savedBy: actor,
});

export const BodyItem = Type.Object({ ...key, body: Type.String() });

export const AccountBody = Type.Object({
  account: Type.String(),
  name: Type.String(),
  roleArn: Type.String(),
  externalId: Type.Optional(Type.String()),
  regions: Type.Array(Type.String()),
});

export const DisabledTechnologyBody = Type.Object({
  technology: Type.String(),
  reason: Type.String(),
  by: actor,
  at: instant,
});
