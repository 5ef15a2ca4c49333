import Type from 'typebox';

import { Duration, RegionName, strict, Tags } from './common-schema.ts';

const Seconds = Type.Array(Type.Number({ minimum: 0 }), {
  minItems: 2,
  maxItems: 2,
  description: 'Least and most seconds, drawn from the seed',
});

const NamePattern = Type.String({ minLength: 1, description: 'An instance id or Name tag; * and ? are wildcards' });

/** How agents behave, on recovered instances too; the first entry that fits decides. */
const Agent = Type.Object(
  {
    instance: NamePattern,
    ping: Type.Enum(['online', 'lost', 'absent'], {
      description: 'lost: registered, but out of contact; absent: never registers',
    }),
    onlineAfterSeconds: Type.Optional(Seconds),
  },
  strict,
);

/** What a command does; the first entry that fits decides, and without one it succeeds. */
const CommandOutcome = Type.Object(
  {
    document: Type.Optional(Type.String({ minLength: 1, description: '* and ? are wildcards; default every one' })),
    instance: Type.Optional(NamePattern),
    script: Type.Optional(Type.String({ minLength: 1, description: 'Text that the parameters contain' })),
    result: Type.Enum(['success', 'failure', 'execution-timed-out', 'undeliverable'], {
      description: 'Delivery times out by itself where the agent is out of contact',
    }),
    exitCode: Type.Optional(Type.Integer({ description: 'Default 0, of a failure 1' })),
    stdout: Type.Optional(Type.String()),
    stderr: Type.Optional(Type.String()),
    seconds: Type.Optional(Seconds),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'Only the first so many; default all' })),
  },
  strict,
);

const AutomationStep = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' }),
    action: Type.Optional(Type.String({ pattern: '^aws:[A-Za-z]+$', description: 'Default aws:executeAwsApi' })),
    seconds: Type.Optional(Seconds),
    fails: Type.Optional(Type.String({ minLength: 1, description: 'Its failure message' })),
    timesOut: Type.Optional(Type.Boolean()),
    waits: Type.Optional(Type.Boolean({ description: 'For somebody, for ever' })),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'Only the first executions fail; default all' })),
  },
  strict,
);

const DocumentParameters = Type.Record(
  Type.String({ pattern: '^[A-Za-z0-9_]{1,128}$' }),
  Type.Object({ required: Type.Optional(Type.Boolean()), description: Type.Optional(Type.String()) }, strict),
);

const SsmDocument = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z0-9_.-]{3,128}$' }),
    type: Type.Enum(['Command', 'Automation']),
    platforms: Type.Optional(Type.Array(Type.Enum(['Linux', 'Windows']))),
    parameters: Type.Optional(DocumentParameters),
    plugins: Type.Optional(
      Type.Array(Type.String({ minLength: 4 }), { minItems: 1, description: 'Steps of a Command document' }),
    ),
    executionTimeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, description: 'Default 3600' })),
    steps: Type.Optional(Type.Array(AutomationStep, { minItems: 1, description: 'Steps of an Automation document' })),
    outputs: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
  },
  strict,
);

const SsmParameter = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z0-9_./-]{1,1011}$' }),
    value: Type.String({ minLength: 1 }),
    type: Type.Optional(Type.Enum(['String', 'StringList', 'SecureString'], { description: 'Default String' })),
  },
  strict,
);

/** The Systems Manager of one account and Region. */
export const SsmSpec = Type.Object(
  {
    agents: Type.Optional(Type.Array(Agent)),
    documents: Type.Optional(Type.Array(SsmDocument)),
    commandOutcomes: Type.Optional(Type.Array(CommandOutcome)),
    parameters: Type.Optional(Type.Array(SsmParameter)),
    quotas: Type.Optional(
      Type.Object(
        {
          runningAutomations: Type.Optional(Type.Integer({ minimum: 0, description: 'AWS: 100' })),
          queuedAutomations: Type.Optional(Type.Integer({ minimum: 0, description: 'AWS: 5000' })),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** A SQL Server Always On availability group; its replicas are instances that Systems Manager manages. */
export const AvailabilityGroupSpec = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' }),
    databases: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    replicas: Type.Array(
      Type.Object(
        {
          server: Type.String({ minLength: 1, description: 'replica_server_name' }),
          region: RegionName,
          instance: Type.String({ minLength: 1, description: 'Id or Name tag of the instance' }),
          primary: Type.Optional(Type.Boolean({ description: 'Exactly one replica is' })),
          commit: Type.Optional(Type.Enum(['synchronous', 'asynchronous'], { description: 'Default synchronous' })),
          lag: Type.Optional(Duration),
          connected: Type.Optional(Type.Boolean({ description: 'Default yes' })),
          suspended: Type.Optional(Type.Boolean({ description: 'Data movement is off; default no' })),
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);

const FunctionAnswer = Type.Object(
  {
    contains: Type.Optional(Type.String({ description: 'Text that the payload contains; default any' })),
    payload: Type.Optional(Type.Unknown({ description: 'Default null' })),
    error: Type.Optional(Type.Object({ type: Type.String({ minLength: 1 }), message: Type.String() }, strict)),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'Only the first so many; default all' })),
  },
  strict,
);

/** A function and what it answers; the first entry that fits decides. */
const LambdaFunction = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z0-9_-]{1,64}$' }),
    runtime: Type.Optional(Type.String({ description: 'Default nodejs24.x' })),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 900, description: 'Default 30' })),
    aliases: Type.Optional(Type.Array(Type.String({ pattern: '^[a-zA-Z0-9_-]{1,128}$' }))),
    state: Type.Optional(
      Type.Enum(['Active', 'Pending', 'Inactive', 'Failed'], { description: 'Inactive ones wake on the first call' }),
    ),
    reservedConcurrency: Type.Optional(Type.Integer({ minimum: 0, description: '0: throttled for good' })),
    durable: Type.Optional(Type.Boolean({ description: 'Admits DurableExecutionName; default no' })),
    tags: Type.Optional(Tags),
    answers: Type.Optional(Type.Array(FunctionAnswer)),
  },
  strict,
);

/** The functions of one account and Region. */
export const LambdaSpec = Type.Object({ functions: Type.Optional(Type.Array(LambdaFunction)) }, strict);

export type SsmSpec = Type.Static<typeof SsmSpec>;
export type AgentSpec = Type.Static<typeof Agent>;
export type SsmDocumentSpec = Type.Static<typeof SsmDocument>;
export type SsmParameterSpec = Type.Static<typeof SsmParameter>;
export type CommandOutcomeSpec = Type.Static<typeof CommandOutcome>;
export type AutomationStepSpec = Type.Static<typeof AutomationStep>;
export type AvailabilityGroupSpec = Type.Static<typeof AvailabilityGroupSpec>;
export type LambdaSpec = Type.Static<typeof LambdaSpec>;
export type LambdaFunctionSpec = Type.Static<typeof LambdaFunction>;
