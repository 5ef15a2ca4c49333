import Type from 'typebox';

import { AccountId, Duration, Durations, RegionName, strict, Tags } from './common-schema.ts';

/** Where a launch can be told to fail. */
export const LAUNCH_PHASES = ['cleanup', 'snapshot', 'conversion', 'launch'] as const;

/** `DataReplicationState` of the DRS API model. */
export const REPLICATION_STATES = [
  'STOPPED',
  'INITIATING',
  'INITIAL_SYNC',
  'BACKLOG',
  'CREATING_SNAPSHOT',
  'CONTINUOUS',
  'PAUSED',
  'RESCAN',
  'STALLED',
  'DISCONNECTED',
] as const;

const Numbered = 'With count, {n} is the number of the server; more n ({nnn}) pad it with zeros';

const Address = Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$' });
const Reference = Type.String({ minLength: 1, description: 'Name of the network in the estate, or id' });

const TemplateSpec = Type.Object(
  {
    subnet: Type.Optional(Reference),
    securityGroups: Type.Optional(Type.Array(Reference, { minItems: 1, maxItems: 5 })),
    instanceType: Type.Optional(Type.String({ description: 'Without effect while DRS sizes the instance itself' })),
    privateIp: Type.Optional(Address),
  },
  { ...strict, description: 'First version of its EC2 launch template; default: the default subnet and group' },
);

const LaunchFailure = Type.Object(
  {
    fails: Type.String({ minLength: 1, description: 'Reason, as it appears in the job log' }),
    at: Type.Optional(Type.Enum([...LAUNCH_PHASES], { description: 'Phase that fails; default launch' })),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'Only the first launches fail; default all' })),
  },
  strict,
);

const ExistingInstance = Type.Object(
  {
    isDrill: Type.Boolean(),
    age: Type.Optional(Duration),
    terminationProtection: Type.Optional(Type.Boolean({ description: 'EC2 termination protection; default off' })),
    tags: Type.Optional(Tags),
  },
  strict,
);

/** One source server, or `count` alike. */
export const SourceServerSpec = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9._{}-]{1,100}$', description: `Name of the server. ${Numbered}` }),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 4000, description: 'How many alike; default 1' })),
    id: Type.Optional(
      Type.String({
        pattern: '^s-[0-9A-Za-z{}]{1,32}$',
        description: `Source server id; default: made from account, Region and name, whatever the seed. ${Numbered}`,
      }),
    ),
    hostname: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'Default: the name' })),
    os: Type.Optional(Type.Enum(['linux', 'windows'], { description: 'Decides the durations; default linux' })),
    osName: Type.Optional(Type.String({ maxLength: 256, description: 'sourceProperties.os.fullString' })),
    tags: Type.Optional(Tags),
    cpus: Type.Optional(Type.Integer({ minimum: 1, maximum: 448, description: 'Cores; default 2' })),
    ramGiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 24_576, description: 'Default 8' })),
    disks: Type.Optional(
      Type.Array(
        Type.Object(
          { device: Type.String({ minLength: 1 }), gib: Type.Integer({ minimum: 1, maximum: 65_536 }) },
          strict,
        ),
        { minItems: 1, maxItems: 60 },
      ),
    ),
    instanceType: Type.Optional(Type.String({ pattern: '^[a-z0-9-]+\\.[a-z0-9-]+$' })),
    replication: Type.Optional(
      Type.Object(
        {
          state: Type.Optional(Type.Enum([...REPLICATION_STATES], { description: 'Default CONTINUOUS' })),
          lag: Type.Optional(Duration),
        },
        strict,
      ),
    ),
    recoveryPoints: Type.Optional(
      Type.Object(
        {
          scheduled: Type.Optional(
            Type.Boolean({ description: 'Points every 10 min for 1 h, hourly for 24 h, daily for 7 d; default yes' }),
          ),
          ages: Type.Optional(
            Type.Array(Duration, { description: 'Further points, by their age at the start of the run' }),
          ),
        },
        strict,
      ),
    ),
    source: Type.Optional(
      Type.Object(
        {
          account: Type.Optional(AccountId),
          region: Type.Optional(RegionName),
          privateIp: Type.Optional(Address),
          environment: Type.Optional(Type.Enum(['AWS', 'ON_PREMISES'], { description: 'Default AWS' })),
          instance: Type.Optional(
            Type.String({
              minLength: 1,
              description: 'Name or id of an instance of that account and Region; default: one that always runs',
            }),
          ),
          availabilityZone: Type.Optional(Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$' })),
        },
        strict,
      ),
    ),
    protectedFor: Type.Optional(Duration),
    launch: Type.Optional(LaunchFailure),
    failback: Type.Optional(
      Type.Object(
        { launch: Type.Optional(LaunchFailure), launchTemplate: Type.Optional(TemplateSpec) },
        { ...strict, description: 'Of the source server that a reverse replication makes in the origin Region' },
      ),
    ),
    failbackClient: Type.Optional(
      Type.Object(
        { pairedAfter: Duration, readyAfter: Duration },
        {
          ...strict,
          description:
            'When somebody starts the failback client of an ON_PREMISES origin, and its data is copied; from the launch',
        },
      ),
    ),
    boot: Type.Optional(Type.Enum(['ok', 'impaired'], { description: 'Impaired: status checks never pass' })),
    durations: Type.Optional(Durations),
    launchTemplate: Type.Optional(TemplateSpec),
    recoveryInstances: Type.Optional(Type.Array(ExistingInstance, { maxItems: 10 })),
  },
  strict,
);

export type SourceServerSpec = Type.Static<typeof SourceServerSpec>;
