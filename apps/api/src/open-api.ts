import {
  ALL_ROUTES,
  AccountSchema,
  AdapterDescriptionSchema,
  CommitSchema,
  ExecutionHeadSchema,
  ExecutionReportSchema,
  FindingSchema,
  GateReportSchema,
  PlanFaultSchema,
  PlanSummarySchema,
  PlanVersionSchema,
  PlanVersionSummarySchema,
  RECOVERY_PLAN_COMPONENT,
  ResolveGateSchema,
  RollBackSchema,
  StartExecutionSchema,
  StepReportSchema,
  WaveReportSchema,
} from '@breakwater/api-contract';
import { RecoveryPlanSchema } from '@breakwater/core';
import { openApiDocument } from '@breakwater/service';

/** The version of the interface: it rises by the rules of semantic versioning, whatever the build is called. */
const INTERFACE_VERSION = '1.0.0';

/** The OpenAPI document of the REST API, from the contract that the routes are served by. */
export const apiDescription = openApiDocument({
  title: 'Breakwater',
  version: INTERFACE_VERSION,
  description: 'Disaster-recovery orchestration for AWS: recovery plans, drills, recoveries, and what they wait for.',
  routes: ALL_ROUTES,
  components: {
    [RECOVERY_PLAN_COMPONENT]: RecoveryPlanSchema,
    Account: AccountSchema,
    Adapter: AdapterDescriptionSchema,
    Commit: CommitSchema,
    ExecutionHead: ExecutionHeadSchema,
    ExecutionReport: ExecutionReportSchema,
    Finding: FindingSchema,
    Gate: GateReportSchema,
    PlanFault: PlanFaultSchema,
    PlanSummary: PlanSummarySchema,
    PlanVersion: PlanVersionSchema,
    PlanVersionSummary: PlanVersionSummarySchema,
    ResolveGate: ResolveGateSchema,
    RollBack: RollBackSchema,
    StartExecution: StartExecutionSchema,
    Step: StepReportSchema,
    Wave: WaveReportSchema,
  },
});
