import { DrsClient } from '@aws-sdk/client-drs';
import { EC2Client } from '@aws-sdk/client-ec2';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

import type { Simulator } from '../src/simulator.ts';
import { RECOVERY_REGION, SPOKE_EXTERNAL_ID, SPOKE_ROLE_ARN } from './an-estate.ts';

/** What an SDK client signs with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK's clients of one account and Region. They do not retry: a spec sees every answer. */
export interface SdkClients {
  readonly sts: STSClient;
  readonly drs: DrsClient;
  readonly ec2: EC2Client;
  readonly destroy: () => void;
}

export function clientsWith(simulator: Simulator, credentials: Keys, region: string = RECOVERY_REGION): SdkClients {
  const options = { endpoint: simulator.url, region, credentials: { ...credentials }, maxAttempts: 1 };
  const clients = { sts: new STSClient(options), drs: new DrsClient(options), ec2: new EC2Client(options) };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** The keys of the hub's first principal. */
export function hubKeys(simulator: Simulator): Keys {
  const [first] = simulator.accounts().hub.credentials;
  if (!first) throw new TypeError('the estate has no hub principal');
  return first;
}

/** Assumes the spoke's role with the hub's keys. */
export async function assumeSpoke(simulator: Simulator, over: Partial<AssumeRoleCommandInput> = {}): Promise<Keys> {
  const { sts, destroy } = clientsWith(simulator, hubKeys(simulator));
  const { Credentials } = await sts
    .send(
      new AssumeRoleCommand({
        RoleArn: SPOKE_ROLE_ARN,
        RoleSessionName: 'execution-1',
        ExternalId: SPOKE_EXTERNAL_ID,
        ...over,
      }),
    )
    .finally(destroy);
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new TypeError('AssumeRole gave no credentials');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** The clients of the spoke, in its recovery Region unless told. */
export async function spokeClients(simulator: Simulator, region?: string): Promise<SdkClients> {
  return clientsWith(simulator, await assumeSpoke(simulator), region);
}
