export type { AwsSessionsOptions } from './aws-sessions.ts';
export { createAwsSessions } from './aws-sessions.ts';
export { DRS, DRS_WRITES, EC2, STS, STS_PROBE } from './client-kinds.ts';
export {
  CLOUDWATCH,
  ELB,
  LAMBDA,
  LAMBDA_WRITES,
  RDS,
  RDS_WRITES,
  ROUTE_53,
  TAGGING,
  routingControlEndpoint,
  SSM,
  SSM_WRITES,
  withoutRetries,
} from './service-kinds.ts';
export type { CallFault } from './faults.ts';
export { errorName, errorText, faultOf, isThrottling } from './faults.ts';
export type { CredentialsProvider, SessionCredentials } from './refreshing-credentials.ts';
