export type { Answer, DeepReadonly } from './shared/schemas.ts';
export { pageOf, listOf, oneOf, nullable, strict } from './shared/schemas.ts';
export type { Holds, SameAs } from './shared/same-type.ts';
export type { Permission } from './shared/permissions.ts';
export { PERMISSIONS } from './shared/permissions.ts';
export type { ProblemCode } from './shared/problem-codes.ts';
export {
  AUTHENTICATED_PROBLEMS,
  BODY_PROBLEMS,
  EXECUTION_PROBLEMS,
  PROBLEM_CODES,
  START_PROBLEMS,
} from './shared/problem-codes.ts';
export { FieldFaultSchema, PlanFaultSchema, ProblemSchema } from './shared/problem.ts';
export type {
  AnswerContract,
  AnswerOf,
  MediaAnswerOf,
  Method,
  ProblemOf,
  RequestOf,
  RouteContract,
} from './shared/route.ts';
export { bodyMayBeAbsent, defineRoute, problemsOf } from './shared/route.ts';
export {
  PlanPageSchema,
  PlanSummarySchema,
  PlanVerdictSchema,
  PlanVersionListSchema,
  PlanVersionSchema,
  PlanVersionSummarySchema,
  RECOVERY_PLAN_COMPONENT,
} from './plans/plan-schemas.ts';
export { planRoutes } from './plans/plan-routes.ts';
export {
  ExecutionReportSchema,
  FindingSchema,
  GateReportSchema,
  StepReportSchema,
  WaveReportSchema,
} from './executions/report-schemas.ts';
export {
  CancelSchema,
  CommitListSchema,
  CommitSchema,
  ExecutionHeadSchema,
  ExecutionPageSchema,
  FollowUpSchema,
  GateListSchema,
  NoteSchema,
  ResolveGateSchema,
  RollBackSchema,
  StartedSchema,
  StartExecutionSchema,
} from './executions/execution-schemas.ts';
export { executionRoutes } from './executions/execution-routes.ts';
export { AccountSchema, accountRoutes } from './accounts/account-routes.ts';
export {
  AdapterDescriptionSchema,
  AdapterListSchema,
  DisableAdapterSchema,
  OperationDescriptionSchema,
  adapterRoutes,
} from './adapters/adapter-routes.ts';
export { systemRoutes } from './system/system-routes.ts';
export { unbuiltRoutes } from './unbuilt/unbuilt-routes.ts';
export { ALL_ROUTES } from './routes.ts';
