export type {
  Application,
  ApplicationDependencies,
  ExecutionHost,
  FollowUpPreview,
  FollowUpRefusal,
  PlanSource,
  ResolveGate,
  StageVerdict,
  StartExecution,
  StartRefusal,
  StepVerdict,
  SwitchRefusal,
} from './application.ts';
export { createApplication } from './create-application.ts';
export { builtInAdapter } from './built-in/built-in-adapter.ts';
export type { PlanDocument } from './plan-document/read-plan-document.ts';
export { readPlanDocument } from './plan-document/read-plan-document.ts';
export type { PlanRunbookOptions } from './runbook/plan-runbook.ts';
export { planRunbook } from './runbook/plan-runbook.ts';
export type { FollowUpKind } from './preflight/follow-up-steps.ts';
export type { Repetition } from './sweep/repeat-regularly.ts';
export { repeatRegularly } from './sweep/repeat-regularly.ts';
export { mapLimited } from './shared/map-limited.ts';
export type { ClaimedLease, LeaseClaim } from './steps/claim-lease.ts';
export { claimLease } from './steps/claim-lease.ts';
export type { KeptLease } from './steps/keep-lease.ts';
export { keepLease } from './steps/keep-lease.ts';
