import { hubDynamoDb } from '@breakwater/aws';
import { systemClock } from '@breakwater/service';
import { openDynamoDbStores, type DynamoDbStores } from '@breakwater/store-dynamodb';
import { prepareHub, type Hub } from '@breakwater/hosting/testing';
import { startLocalStepFunctions } from '@breakwater/engine-step-functions/testing';
import { startDynamoDb } from '@breakwater/store-dynamodb/testing';
import type { PlayedProcess } from '../support/played-process.ts';
import { rest } from '../support/rest.ts';
import { Hosting } from './hosting.ts';
import { PLUG_IN } from '../support/plug-in.ts';

/** Engines that speak the protocols of DynamoDB and Step Functions. */
export interface HubEngines {
  readonly dynamoDbUrl: string;
  readonly stepFunctionsUrl: string;
  /** The account that the Step Functions engine makes ARNs with. */
  readonly account: string;
  close(): Promise<void>;
}

/** Of Node alone: dynalite, and the state machine's interpreter behind a server of our own. */
export async function localEngines(): Promise<HubEngines> {
  const [dynamoDb, stepFunctions] = await Promise.all([
    startDynamoDb(),
    startLocalStepFunctions({ region: REGION, pollSeconds: 10 }),
  ]);
  return {
    dynamoDbUrl: dynamoDb.endpoint,
    stepFunctionsUrl: stepFunctions.url,
    account: stepFunctions.account,
    async close() {
      await Promise.all([stepFunctions.close(), dynamoDb.close()]);
    },
  };
}

export const SERVICES = ['api', 'orchestrator', 'adapter-host'] as const;
export type Service = (typeof SERVICES)[number];

const REGION = 'eu-west-1';
const ENVIRONMENT = 'e2e';
const TABLES = { catalog: `breakwater-${ENVIRONMENT}-catalog`, executions: `breakwater-${ENVIRONMENT}-executions` };
const TECHNOLOGIES = ['drs', 'database', 'application', 'infrastructure', PLUG_IN.technology];
/** Steps that the orchestrator has of its own. */
const BUILT_IN = ['manual', 'built-in'];
/** Short, so that a task whose worker was killed is soon offered again. */
const HEARTBEAT_SECONDS = 5;
const LISTENS = /"address":"(http:[^"]+)"/;
const SCRIPTS: Readonly<Record<Service, string>> = {
  api: '../api/src/main.ts',
  orchestrator: '../orchestrator/src/main.ts',
  'adapter-host': 'e2e/engines/simulated-adapter-host.ts',
};

interface SimulatedHub {
  readonly hub: { readonly credentials: readonly Credentials[] };
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly roleArn?: string;
    readonly externalId?: string;
    readonly regions: readonly string[];
  }[];
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The three services as processes of their own, on DynamoDB and Step Functions. */
export class DistributedHosting extends Hosting {
  readonly #open: () => Promise<HubEngines>;
  readonly #services = new Map<Service, PlayedProcess>();
  #engines: HubEngines | undefined;
  #environment: Readonly<Record<string, string>> = {};
  readonly #scripts: Readonly<Record<Service, string>>;
  protected api = '';

  /** @param scripts - in place of those of the product, for one with a flaw */
  constructor(open: () => Promise<HubEngines> = localEngines, scripts: Partial<Record<Service, string>> = {}) {
    super();
    this.#open = open;
    this.#scripts = { ...SCRIPTS, ...scripts };
  }

  protected override async openProduct(): Promise<void> {
    const engines = await this.#open();
    this.#engines = engines;
    const stateMachineArn = `arn:aws:states:${REGION}:${engines.account}:stateMachine:breakwater-${ENVIRONMENT}-execution`;
    const technologies = [...TECHNOLOGIES, ...BUILT_IN];
    const hub: Hub = { ...engines, stateMachineArn, technologies, heartbeatSeconds: HEARTBEAT_SECONDS };
    const [simulated] = await Promise.all([this.#simulated<SimulatedHub>('accounts'), prepareHub(hub)]);
    this.#environment = await this.#environmentOf(hub, simulated);
    await Promise.all(SERVICES.map((service) => this.startService(service)));
    await this.#registerAccounts(simulated);
  }

  /** Starts a service; the newest API is the one that is asked. */
  async startService(service: Service): Promise<void> {
    const started = this.startProcess(this.#scripts[service], [], { environment: this.#environment, listens: LISTENS });
    this.#services.set(service, started);
    const url = await this.listening(started);
    if (service === 'api') this.api = url;
  }

  /** SIGKILL, and a new one in its place. */
  async replaceService(service: Service): Promise<void> {
    await this.#services.get(service)?.kill();
    await this.startService(service);
  }

  /** A new one first, which works beside the old one; then SIGKILL for that. */
  async succeedService(service: Service): Promise<void> {
    const old = this.#services.get(service);
    await this.startService(service);
    await old?.kill();
  }

  /** All of them stop where they are, alive and cut off from everything. */
  freezeServices(): void {
    for (const service of this.#services.values()) service.freeze();
  }

  wakeServices(): void {
    for (const service of this.#services.values()) service.wake();
  }

  /** A hub in one process on the tables of this one; from now on its API is the one that is asked. */
  async startEmbeddedOnTables(engineName: string): Promise<PlayedProcess> {
    const words = ['serve', '--simulate', this.simulator, '--data', this.dataDir, '--port', '0'];
    const store = ['--store', `dynamodb:${ENVIRONMENT}@${REGION}`];
    const environment = { ...this.#environment, BREAKWATER_ENGINE_NAME: engineName, BREAKWATER_LEASE_SECONDS: '5' };
    const started = this.startProcess('bin/breakwater.js', [...words, ...store], { environment });
    this.api = await this.listening(started);
    return started;
  }

  /** Looks into the hub's tables. */
  async withStores<Result>(look: (stores: DynamoDbStores) => Promise<Result>): Promise<Result> {
    const client = hubDynamoDb({
      region: REGION,
      ...(this.#engines !== undefined && { endpoint: this.#engines.dynamoDbUrl }),
      credentials: async () => ({ accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }),
    });
    try {
      return await look(openDynamoDbStores({ client, tables: TABLES, clock: systemClock }));
    } finally {
      client.destroy();
    }
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#engines?.close();
  }

  async #environmentOf(hub: Hub, { hub: { credentials } }: SimulatedHub): Promise<Readonly<Record<string, string>>> {
    const { origin, speed } = await this.#simulated<{ readonly origin: number; readonly speed: number }>('clock');
    const [key] = credentials;
    if (key === undefined) throw new Error('the estate gives the hub no credentials');
    return {
      ENGINE: 'step-functions',
      PORT: '0',
      DATA_DIR: this.dataDir,
      HUB_REGION: REGION,
      STATE_MACHINE_ARN: hub.stateMachineArn,
      AWS_ENDPOINT_URL: this.simulator,
      AWS_ENDPOINT_URL_DYNAMODB: hub.dynamoDbUrl,
      AWS_ENDPOINT_URL_SFN: hub.stepFunctionsUrl,
      AWS_IS_SIMULATED: 'true',
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      ...(key.sessionToken !== undefined && { AWS_SESSION_TOKEN: key.sessionToken }),
      DOMAIN_CLOCK_SPEED: String(speed),
      DOMAIN_CLOCK_ORIGIN: String(origin),
      TECHNOLOGIES: TECHNOLOGIES.join(','),
      TASK_HEARTBEAT_SECONDS: String(HEARTBEAT_SECONDS),
      LEASE_SECONDS: '5',
      POLLERS: '4',
    };
  }

  async #registerAccounts({ accounts }: SimulatedHub): Promise<void> {
    for (const { id: account, name, roleArn, externalId, regions } of accounts) {
      const body = { account, name, roleArn, regions, ...(externalId !== undefined && { externalId }) };
      const { status } = await this.ask('accounts', { method: 'POST', body });
      if (status !== 201) throw new Error(`account ${account} was not registered: ${status}`);
    }
  }

  async #simulated<Answer>(what: string): Promise<Answer> {
    return (await rest(`${this.simulator}/_simulator/${what}`)).body as Answer;
  }
}
