export { isoInstant, scaledClock, wallClock } from './clock.ts';
export type { Clock, ScaledClock } from './clock.ts';
export type { CallCount, LaunchRecord, WriteRecord } from './accounting/ledger.ts';
export type {
  ClockReading,
  EstateAccounts,
  HubCredentials,
  SimulatorControl,
  SpokeAccount,
} from './control/control.ts';
export type { PlaceState, WorldState } from './control/state.ts';
export type { Ec2InstanceSummary, LaunchTemplateSummary, SecurityGroupSummary } from './services/ec2/dump-ec2.ts';
export type { HostedZoneSummary } from './services/route53/dump-route53.ts';
export { networkId } from './services/ec2/network/network-state.ts';
export { listenerArn, loadBalancerArn, ruleArn, targetGroupArn } from './services/elb/elb-arns.ts';
export type { ElbDump } from './services/elb/dump-elb.ts';
export { hostedZoneId } from './services/route53/build-route53.ts';
export {
  controlPanelArn,
  routingControlArn,
  safetyRuleArn,
} from './services/route53-recovery-cluster/routing-controls.ts';
export { EstateSchema } from './estate/estate-schema.ts';
export type { AccountRegionSpec, AccountSpec, Estate, RoleSpec } from './estate/estate-schema.ts';
export { FaultSpec } from './estate/fault-schema.ts';
export { readEstate } from './estate/read-estate.ts';
export type { EstateFault, EstateReading } from './estate/read-estate.ts';
export type { AvailabilityGroupSpec, LambdaSpec, SsmSpec } from './estate/application-schema.ts';
export type { GlobalClusterSpec, RdsSpec } from './estate/database-schema.ts';
export { sourceServerId } from './estate/server-id.ts';
export { SourceServerSpec } from './estate/server-schema.ts';
export { FaultRefusedError } from './faults/fault-book.ts';
export type { ActiveFault } from './faults/fault-book.ts';
export type { FunctionRun } from './services/lambda/lambda-state.ts';
export type { RdsDump } from './services/rds/dump-rds.ts';
export type { SsmDump } from './services/ssm/dump-ssm.ts';
export { InvalidEstateError, startSimulator } from './simulator.ts';
export type { Simulator, SimulatorOptions } from './simulator.ts';
export { FAILURE_HEADER, HOST_HEADER, ORIGIN_HEADER } from './traffic/traffic-routes.ts';
