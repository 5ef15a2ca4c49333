import { prepareHub } from '@breakwater/hosting/testing';

/**
 * Makes what the distributed host stands on in a developer's stand-ins for AWS: tables, activities and the state machine. Made
 * again, it changes nothing. Its settings are those of the services.
 *
 * Usage: `node tools/compose/prepare.ts`, as the service `prepare` of compose.yaml does
 */
const TECHNOLOGIES = ['drs', 'database', 'application', 'infrastructure', 'manual', 'built-in'];
const HEARTBEAT_SECONDS = 90;

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is missing`);
  return value;
}

await prepareHub({
  stateMachineArn: setting('STATE_MACHINE_ARN'),
  dynamoDbUrl: setting('AWS_ENDPOINT_URL_DYNAMODB'),
  stepFunctionsUrl: setting('AWS_ENDPOINT_URL_SFN'),
  technologies: TECHNOLOGIES,
  heartbeatSeconds: HEARTBEAT_SECONDS,
});
process.stdout.write('tables, activities and the state machine are there\n');
