import { CreateTableCommand, ResourceInUseException, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  StateMachineAlreadyExists,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { hubDynamoDb, hubStepFunctions } from '@breakwater/aws';
import {
  adapterActivityName,
  CONTROL_ACTIVITIES,
  controlActivityName,
  masterStateMachine,
  stateMachineName,
} from '@breakwater/engine-step-functions';
import { tableDefinitions } from '@breakwater/store-dynamodb';
import { timingsOf } from '../src/distributed/worker-service.ts';
import { activityArn, hubNames } from '../src/settings/hub-names.ts';

export interface Hub {
  /** `arn:aws:states:<region>:<account>:stateMachine:breakwater-<environment>-execution`. */
  readonly stateMachineArn: string;
  readonly technologies: readonly string[];
  readonly dynamoDbUrl: string;
  readonly stepFunctionsUrl: string;
  /** Wall seconds of silence after which a task is offered again. */
  readonly heartbeatSeconds: number;
}

/** What an engine that is not AWS takes as credentials. */
const CREDENTIALS = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' };
/** Nobody assumes it: the stand-ins for AWS know no roles. */
const ROLE_NAME = 'breakwater-execution';

/** Makes the tables, activities and state machine of an environment in stand-ins for AWS. Made again, it changes nothing. */
export async function prepareHub(hub: Hub): Promise<void> {
  await Promise.all([prepareTables(hub), prepareMachine(hub)]);
}

async function prepareTables({ stateMachineArn, dynamoDbUrl }: Hub): Promise<void> {
  const { region, tables } = hubNames(stateMachineArn);
  const client = hubDynamoDb({ region, endpoint: dynamoDbUrl, credentials: async () => CREDENTIALS });
  try {
    for (const definition of Object.values(tableDefinitions(tables))) {
      await client.send(new CreateTableCommand(definition)).catch(unlessThere(ResourceInUseException));
      await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: definition.TableName });
    }
  } finally {
    client.destroy();
  }
}

async function prepareMachine(hub: Hub): Promise<void> {
  const { environment, region, account } = hubNames(hub.stateMachineArn);
  const client = hubStepFunctions({ region, endpoint: hub.stepFunctionsUrl, credentials: async () => CREDENTIALS });
  const activities = [
    ...CONTROL_ACTIVITIES.map((activity) => controlActivityName(environment, activity)),
    ...hub.technologies.map((technology) => adapterActivityName(environment, technology)),
  ];
  try {
    for (const name of activities) await client.send(new CreateActivityCommand({ name }));
    await createMachine(client, hub, `arn:aws:iam::${account}:role/${ROLE_NAME}`);
  } finally {
    client.destroy();
  }
}

async function createMachine(client: SFNClient, hub: Hub, roleArn: string): Promise<void> {
  const names = hubNames(hub.stateMachineArn);
  const definition = masterStateMachine({
    environment: names.environment,
    technologies: hub.technologies,
    activityArn: (name) => activityArn(names, name),
    timings: timingsOf(hub.heartbeatSeconds),
  });
  const name = stateMachineName(names.environment);
  await client
    .send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }))
    .catch(unlessThere(StateMachineAlreadyExists));
}

const unlessThere =
  (kind: new (...args: never[]) => Error) =>
  (error: unknown): void => {
    if (!(error instanceof kind)) throw error;
  };
