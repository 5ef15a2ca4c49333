import { Type, type Static } from 'typebox';

/** Settings that every service of the distributed host takes from its environment, whatever it does. */
export const ServiceSettings = {
  /** Where health and metrics are served. */
  HOST: Type.String({ default: '127.0.0.1', minLength: 1 }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535 }),
  LOG_LEVEL: Type.Union(
    [Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')],
    { default: 'info' },
  ),
  /** Wall seconds between SIGTERM and the end, whatever still runs. ECS on Fargate grants 120 at most. */
  SHUTDOWN_GRACE_SECONDS: Type.Integer({ default: 30, minimum: 1, maximum: 600 }),
};

/** How the AWS accounts are reached, and whether they are AWS. */
export const AwsSettings = {
  /** Where roles are assumed: not a Region that may have to be evacuated. */
  HUB_REGION: Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]+$' }),
  /** One address for the AWS services of all accounts, instead of AWS's own. */
  AWS_ENDPOINT_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** AWS is a simulator: every execution says so. */
  AWS_IS_SIMULATED: Type.Boolean({ default: false }),
};

/** Where the hub's own tables and state machine are. */
export const HubSettings = {
  ...AwsSettings,
  /**
   * The master state machine, or one of its aliases; it names the Region, the hub account and the environment, and the
   * activities and tables are found beside it.
   */
  STATE_MACHINE_ARN: Type.String({
    pattern:
      '^arn:[a-z-]+:states:[a-z0-9-]+:[0-9]{12}:stateMachine:breakwater-[a-z][a-z0-9-]{0,30}-execution(:[A-Za-z0-9_-]+)?$',
  }),
  /** @see the AWS SDKs' setting of the same name */
  AWS_ENDPOINT_URL_DYNAMODB: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** @see the AWS SDKs' setting of the same name */
  AWS_ENDPOINT_URL_SFN: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** Adapters of other makers, by package name, separated by commas; every service of an environment needs the same. */
  ADAPTER_PACKAGES: Type.String({ default: '' }),
  /** Wall seconds of silence after which Step Functions offers a task again: as the state machine was built. */
  TASK_HEARTBEAT_SECONDS: Type.Integer({ default: 90, minimum: 3, maximum: 3_600 }),
  /** Wall seconds that a worker's lease on a step lasts without renewal. */
  LEASE_SECONDS: Type.Integer({ default: 10, minimum: 2, maximum: 300 }),
  /** Domain seconds that pass in one of the machine's; other than 1 only where AWS is simulated. */
  DOMAIN_CLOCK_SPEED: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 10_000 }),
  /** When domain and wall time agreed, in epoch milliseconds. */
  DOMAIN_CLOCK_ORIGIN: Type.Integer({ default: 0, minimum: 0 }),
};

/** The hub as a checked configuration has it. */
export type HubConfig = Static<ReturnType<typeof Type.Object<typeof HubSettings>>>;
