import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;

const SubnetId = Type.String({ pattern: '^subnet-[0-9a-f]{8,17}$', description: 'a subnet of the target Region' });
const SecurityGroupIds = Type.Array(Type.String({ pattern: '^sg-[0-9a-f]{8,17}$' }), {
  minItems: 1,
  // A network interface takes no more by default.
  maxItems: 5,
  uniqueItems: true,
  description: "security groups of the subnet's VPC",
});
const InstanceTypes = Type.Array(Type.String({ pattern: '^[a-z0-9-]+\\.[a-z0-9-]+$' }), {
  minItems: 1,
  maxItems: 10,
  uniqueItems: true,
  description: 'in order of preference: the next is tried where EC2 has no capacity for one',
});
const Block = Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$', description: 'such as 10.0.1.0/24' });

/** A range of addresses at the site of origin, and the range that takes its place: the host part stays. */
const AddressRangeSchema = Type.Object({ from: Block, to: Block }, strict);

/** Into what servers are launched. What is left out stays as DRS and the EC2 launch template have it. */
export const LaunchProfileSchema = Type.Object(
  {
    subnetId: Type.Optional(SubnetId),
    securityGroupIds: Type.Optional(SecurityGroupIds),
    instanceTypes: Type.Optional(InstanceTypes),
    /** The private address by that of the source; the first range that holds it counts. */
    addresses: Type.Optional(Type.Array(AddressRangeSchema, { minItems: 1, maxItems: 100 })),
  },
  { ...strict, minProperties: 1 },
);

const overrides = {
  subnetId: Type.Optional(SubnetId),
  securityGroupIds: Type.Optional(SecurityGroupIds),
  instanceTypes: Type.Optional(InstanceTypes),
  privateIp: Type.Optional(
    Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$', description: 'instead of an address by range' }),
  ),
};

const LaunchOverrideSchema = Type.Object(overrides, { ...strict, minProperties: 1 });

/** What is different for one server: in both modes, and in each of them. */
const ServerLaunchSchema = Type.Object(
  { ...overrides, recovery: Type.Optional(LaunchOverrideSchema), drill: Type.Optional(LaunchOverrideSchema) },
  { ...strict, minProperties: 1 },
);

/**
 * How a group's servers are launched. DRS keeps one launch configuration and one EC2 launch template for a server, for
 * drills and recoveries alike: the profile of the run's mode is written there before the launch and taken back after it.
 */
export const LaunchSchema = Type.Object(
  {
    recovery: Type.Optional(LaunchProfileSchema),
    drill: Type.Optional(LaunchProfileSchema),
    /** By the id of the server. */
    servers: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 256 }), ServerLaunchSchema)),
  },
  { ...strict, minProperties: 1 },
);

export type LaunchSpec = Static<typeof LaunchSchema>;
export type LaunchProfile = Static<typeof LaunchProfileSchema>;
export type LaunchOverride = Static<typeof LaunchOverrideSchema>;
export type AddressRange = Static<typeof AddressRangeSchema>;
