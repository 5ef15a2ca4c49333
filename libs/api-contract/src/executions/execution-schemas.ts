import { Type } from 'typebox';
import type { Commit, ExecutionHead, ExecutionId } from '@breakwater/core';
import type { Holds, SameAs } from '../shared/same-type.ts';
import {
  AnyObject,
  ExecutionIdSchema,
  GateIdSchema,
  InstantSchema,
  IntentSchema,
  listOf,
  ModeSchema,
  nullable,
  oneOf,
  pageOf,
  pageQuery,
  PlanName,
  StepIdSchema,
  strict,
} from '../shared/schemas.ts';
import { RecoveryPlanReference } from '../plans/plan-schemas.ts';
import { FindingSchema, GateActionSchema, GateReportSchema } from './report-schemas.ts';

const Note = Type.String({ minLength: 1, maxLength: 4000 });
const WaveName = Type.String({ minLength: 1, maxLength: 63 });

/** What somebody wants run. */
export const StartExecutionSchema = Type.Object(
  {
    plan: PlanName,
    planVersion: Type.Optional(Type.Integer({ minimum: 1, description: 'the newest unless told' })),
    mode: ModeSchema,
    intent: Type.Optional(IntentSchema),
    incident: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    reason: Type.Optional(Note),
    declaredAt: Type.Optional(InstantSchema),
    parameters: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), { maxProperties: 200 }),
    ),
    only: Type.Optional(
      Type.Object({ waves: Type.Array(WaveName, { minItems: 1, maxItems: 200, uniqueItems: true }) }, strict),
    ),
    acceptFindings: Type.Optional(
      Type.Array(Type.Object({ id: Type.String({ minLength: 1, maxLength: 256 }), reason: Note }, strict), {
        maxItems: 500,
      }),
    ),
    confirm: Type.Optional(
      Type.String({
        maxLength: 63,
        description: "the plan's name, typed again; required for a recovery, a failback and a rollback",
      }),
    ),
    of: Type.Optional(
      Type.Unsafe<ExecutionId>({
        ...ExecutionIdSchema,
        description:
          'the execution that is rolled back, cleaned up or returned from, or of which something is kept; required where ' +
          'the plan has no waves of its own for the mode',
      }),
    ),
    steps: Type.Optional(
      Type.Array(StepIdSchema, {
        minItems: 1,
        maxItems: 2000,
        uniqueItems: true,
        description:
          'of a keep, which needs a reason: the steps of the drill whose instances stay; all that launched something to ' +
          'keep unless told',
      }),
    ),
  },
  strict,
);

/** What taking an execution back needs; its plan, version and parameters are the execution's own. */
export const RollBackSchema = Type.Object(
  {
    reason: Note,
    incident: Type.String({ minLength: 1, maxLength: 256 }),
    confirm: Type.String({ maxLength: 63, description: "the plan's name, typed again" }),
  },
  strict,
);

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      pattern: '^[!-~]+$',
      description: 'chosen by the caller; the same key and the same request start one execution, however often sent',
    }),
  ),
});

export const StartedSchema = Type.Object({ executionId: ExecutionIdSchema }, strict);

/** A line in the list of executions. */
export const ExecutionHeadSchema = Type.Object(
  {
    executionId: ExecutionIdSchema,
    plan: Type.String(),
    planVersion: Type.Number(),
    mode: Type.String(),
    status: Type.String(),
    outcome: nullable(Type.String()),
    version: Type.Number(),
    requestedAt: InstantSchema,
    updatedAt: InstantSchema,
    ended: Type.Boolean(),
  },
  strict,
);

export const ExecutionPageSchema = pageOf(ExecutionHeadSchema);
export const ExecutionPageQuery = Type.Object(
  { ...pageQuery, plan: Type.Optional(PlanName), ended: Type.Optional(Type.Boolean()) },
  strict,
);
export const ExecutionParams = Type.Object({ id: ExecutionIdSchema }, strict);

/** One event of a history. Its members besides these depend on its `type`. */
export const EventSchema = Type.Unsafe<Commit['events'][number]>(
  Type.Object(
    {
      type: Type.String(),
      schemaVersion: Type.Integer({ minimum: 1 }),
      at: InstantSchema,
      by: Type.Object({ subject: Type.String(), assurance: Type.String(), roles: Type.Array(Type.String()) }, strict),
    },
    { additionalProperties: true },
  ),
);

/** One atomic change of an execution, chained to the one before by its hash. */
export const CommitSchema = Type.Object(
  {
    executionId: ExecutionIdSchema,
    version: Type.Number({ description: 'the id of the commit in the event stream' }),
    at: InstantSchema,
    events: Type.Array(EventSchema),
    hash: Type.String(),
  },
  strict,
);
export const CommitListSchema = listOf(CommitSchema);

/** What can follow an execution that has ended. */
export const FollowUpQuery = Type.Object(
  {
    kind: oneOf(['cleanup', 'rollback', 'failback', 'keep']),
    steps: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100_000,
        description:
          'of a keep: the steps whose instances stay, separated by commas; all that have something unless told',
      }),
    ),
  },
  strict,
);

/** What a follow-up would run. */
export const FollowUpSchema = Type.Object(
  {
    plan: Type.Union([RecoveryPlanReference, Type.Null()], {
      description: 'its waves as a plan; null when there is nothing to do',
    }),
    findings: Type.Array(FindingSchema, { description: 'what to know before it runs; why there is no plan' }),
  },
  strict,
);

export const EventsQuery = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0, description: 'leave out commits up to this version' })) },
  strict,
);
export const EventsHeaders = Type.Object({
  'last-event-id': Type.Optional(
    Type.Integer({ minimum: 0, description: 'go on after this version; wins over `after`' }),
  ),
});

export const NoteSchema = Type.Object({ note: Type.Optional(Note) }, strict);
export const CancelSchema = Type.Object({ note: Note }, strict);
export const TakeOverSchema = Type.Object({ note: Note }, strict);

/** A person's answer at a gate. */
export const ResolveGateSchema = Type.Object(
  {
    action: GateActionSchema,
    note: Type.Optional(Type.String({ minLength: 1, maxLength: 4000, description: 'required for all but approve' })),
    only: Type.Optional(
      Type.Unsafe<'failed' | 'all'>({ type: 'string', enum: ['failed', 'all'], description: 'of retry' }),
    ),
    with: Type.Optional(Type.Object({ params: AnyObject }, { ...strict, description: 'of retry' })),
    minutes: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10_080, description: 'of extend' })),
  },
  strict,
);

export const GateListSchema = listOf(GateReportSchema);
export const GateParams = Type.Object({ id: ExecutionIdSchema, gateId: GateIdSchema }, strict);

export type HistoryIsTheCores = Holds<
  [SameAs<typeof ExecutionHeadSchema, ExecutionHead>, SameAs<typeof CommitSchema, Commit>]
>;
