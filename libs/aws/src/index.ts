export type { AwsSessionsOptions } from './aws-sessions.ts';
export { createAwsSessions } from './aws-sessions.ts';
export { CallLedger } from './call-ledger.ts';
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
export type { HubStepFunctionsOptions } from './hub-step-functions.ts';
export { hubStepFunctions, hubStepFunctionsPolls } from './hub-step-functions.ts';
export type { HubDynamoDbOptions } from './hub-dynamo-db.ts';
export { dynamoDbDocuments, hubDynamoDb } from './hub-dynamo-db.ts';
export type { CallFault } from './faults.ts';
export { errorName, errorText, faultOf, isThrottling } from './faults.ts';
export type { CredentialsProvider, SessionCredentials } from './refreshing-credentials.ts';
