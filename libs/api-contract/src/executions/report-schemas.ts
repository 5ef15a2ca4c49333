import { Type } from 'typebox';
import type {
  ExecutionReport,
  ExistingResource,
  FailureGroup,
  Finding,
  GateReport,
  Progress,
  StepReport,
  WaveReport,
} from '@breakwater/core';
import type { Holds, SameAs } from '../shared/same-type.ts';
import {
  AccountNumber,
  ExecutionIdSchema,
  GateIdSchema,
  InstantSchema,
  IntentSchema,
  ModeSchema,
  nullable,
  oneOf,
  StepIdSchema,
  strict,
  WaveIdSchema,
} from '../shared/schemas.ts';

export const GateActionSchema = oneOf(['approve', 'reject', 'retry', 'skip', 'fail', 'done-by-hand', 'extend']);

const Count = Type.Integer({ minimum: 0 });
const Seconds = Type.Number();
const Times = { startedAt: nullable(InstantSchema), completedAt: nullable(InstantSchema) };

/** Something that validation has to say; `absolute` ones cannot be accepted. */
export const FindingSchema = Type.Object(
  {
    id: Type.String({ description: 'accept it by this id' }),
    code: Type.String(),
    severity: oneOf(['error', 'warning', 'info']),
    absolute: Type.Boolean(),
    message: Type.String(),
    stepId: Type.Optional(StepIdSchema),
    resource: Type.Optional(Type.String()),
  },
  strict,
);

/** How far a running step is. */
export const ProgressSchema = Type.Object(
  {
    done: Type.Number(),
    total: Type.Number(),
    unit: Type.String({ description: 'what is counted, plural: `servers`' }),
    detail: Type.Optional(Type.String()),
  },
  strict,
);

/** What became of one resource of a step, with the technology's own facts beside the named members. */
export const ResourceReportSchema = Type.Unsafe<StepReport['resources'][number]>(
  Type.Object({ id: Type.String(), status: Type.String() }, { additionalProperties: true }),
);

export const StepReportSchema = Type.Object(
  {
    id: StepIdSchema,
    technology: Type.String(),
    operation: Type.String(),
    status: oneOf([
      'pending',
      'running',
      'retrying',
      'deciding',
      'waiting',
      'succeeded',
      'accepted',
      'done-by-hand',
      'skipped',
      'failed',
      'not-run',
      'not-applicable',
    ]),
    exercised: nullable(Type.Boolean({ description: 'false: a drill only validated it' })),
    attempts: Type.Number(),
    ...Times,
    reason: nullable(Type.String()),
    progress: nullable(ProgressSchema),
    estimateSeconds: nullable(Seconds),
    resources: Type.Array(ResourceReportSchema),
  },
  strict,
);

export const WaveReportSchema = Type.Object(
  {
    id: WaveIdSchema,
    status: oneOf(['pending', 'running', 'waiting', 'completed', 'failed', 'not-run']),
    dependsOn: Type.Array(WaveIdSchema),
    ...Times,
    steps: Type.Array(StepReportSchema),
  },
  strict,
);

/** A gate as it is shown; `revision` is its ETag. */
export const GateReportSchema = Type.Object(
  {
    id: GateIdSchema,
    kind: oneOf(['approval', 'pause', 'hold', 'decision', 'manual']),
    waveId: nullable(WaveIdSchema),
    stepId: nullable(StepIdSchema),
    status: oneOf(['waiting', 'closed']),
    verdict: nullable(oneOf(['approved', 'rejected', 'retry', 'skip', 'fail', 'done-by-hand', 'resumed', 'cancelled'])),
    openedAt: InstantSchema,
    closedAt: nullable(InstantSchema),
    closedBy: nullable(Type.String()),
    note: nullable(Type.String()),
    deadline: nullable(InstantSchema),
    overdue: Type.Boolean(),
    waitsFor: Type.String({ description: 'for whom it waits: `1 recovery-manager`, an owner' }),
    instructions: nullable(Type.String()),
    approvals: Type.Array(Type.Object({ subject: Type.String(), at: InstantSchema }, strict)),
    actions: Type.Array(GateActionSchema, { description: 'what may be answered' }),
    revision: Type.Number(),
  },
  strict,
);

export const FailureGroupSchema = Type.Object(
  { reason: Type.String(), step: StepIdSchema, resources: Type.Array(Type.String()) },
  strict,
);

export const ExistingResourceSchema = Type.Object(
  {
    kind: Type.String(),
    id: Type.String(),
    account: AccountNumber,
    region: Type.String(),
    step: StepIdSchema,
    from: nullable(Type.String({ description: 'the protected resource it came from' })),
    kept: Type.Boolean({ description: 'kept for real out of a drill: it does not expire, and no clean-up takes it' }),
  },
  strict,
);

const ExceptionSchema = Type.Object(
  {
    step: StepIdSchema,
    resource: Type.Optional(Type.String({ description: 'absent: the step as a whole' })),
    reason: Type.String(),
    acceptedBy: Type.String(),
    at: InstantSchema,
  },
  strict,
);

/** The document of an execution, live while it runs. Members are only ever added. */
export const ExecutionReportSchema = Type.Object(
  {
    execution: Type.Object(
      {
        id: ExecutionIdSchema,
        plan: Type.String(),
        planVersion: Type.Number(),
        mode: ModeSchema,
        intent: IntentSchema,
        status: oneOf([
          'requested',
          'validating',
          'running',
          'paused',
          'waiting',
          'completed',
          'failed',
          'rejected',
          'cancelled',
        ]),
        outcome: nullable(oneOf(['clean', 'degraded'])),
        simulated: Type.Boolean(),
        incident: nullable(Type.String()),
        reason: nullable(Type.String()),
        requestedBy: Type.Object({ subject: Type.String(), assurance: Type.String() }, strict),
        requestedAt: InstantSchema,
        ...Times,
        of: nullable(ExecutionIdSchema),
        steps: nullable(
          Type.Array(StepIdSchema, { description: 'of a keep: the steps of the drill whose instances stay' }),
        ),
        engine: Type.Object(
          {
            name: nullable(Type.String({ description: 'null: the history is older than engine names' })),
            epoch: Type.Integer({ minimum: 1, description: 'one more with each take-over' }),
          },
          { ...strict, description: 'which engine runs it' },
        ),
      },
      strict,
    ),
    objectives: Type.Object(
      {
        rtoMinutes: nullable(Type.Number({ description: 'null: not prepared yet' })),
        rtoActualSeconds: nullable(Seconds),
        rtoMet: nullable(Type.Boolean({ description: 'null: not over, or not proven' })),
        rpoMinutes: nullable(Type.Number()),
        rpoActualSeconds: nullable(Seconds),
        rpoMet: nullable(Type.Boolean()),
        notProven: Type.Array(StepIdSchema, { description: 'steps that were only validated, or not run' }),
        humanWaitSeconds: Seconds,
      },
      strict,
    ),
    waves: Type.Array(WaveReportSchema),
    findings: Type.Array(FindingSchema),
    gates: Type.Array(GateReportSchema),
    exceptions: Type.Array(ExceptionSchema),
    failures: Type.Array(FailureGroupSchema),
    criticalPath: Type.Object(
      { waves: Type.Array(WaveIdSchema), idealSeconds: nullable(Seconds), makespanSeconds: nullable(Seconds) },
      strict,
    ),
    exists: Type.Array(ExistingResourceSchema, { description: 'what this execution left in AWS' }),
    aws: Type.Object({ callCount: Count, byOperation: Type.Record(Type.String(), Count), throttled: Count }, strict),
  },
  strict,
);

export type ReportsAreTheCores = Holds<
  [
    SameAs<typeof FindingSchema, Finding>,
    SameAs<typeof ProgressSchema, Progress>,
    SameAs<typeof StepReportSchema, StepReport>,
    SameAs<typeof WaveReportSchema, WaveReport>,
    SameAs<typeof GateReportSchema, GateReport>,
    SameAs<typeof FailureGroupSchema, FailureGroup>,
    SameAs<typeof ExistingResourceSchema, ExistingResource>,
    SameAs<typeof ExecutionReportSchema, ExecutionReport>,
  ]
>;
