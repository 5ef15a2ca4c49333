import {
  type AdapterRegistry,
  adapterRegistry,
  defineAdapter,
  defineOperation,
  type Operation,
} from '@breakwater/core';
import { Type } from 'typebox';

const strict = { additionalProperties: false } as const;

const RecoverParams = Type.Object(
  {
    sourceServerIds: Type.Optional(Type.Array(Type.String({ minLength: 3, maxLength: 19 }), { minItems: 1 })),
    protectionGroup: Type.Optional(Type.String()),
    recoverTo: Type.Optional(Type.Union([Type.Literal('auto'), Type.Literal('latest')])),
    batchSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    note: Type.Optional(Type.String({ maxLength: 200 })),
  },
  strict,
);

const RecoverOutputs = Type.Object(
  {
    recoveryInstanceIds: Type.Array(Type.String()),
    instanceIds: Type.Array(Type.String()),
    instances: Type.Array(Type.Object({ instanceId: Type.String(), privateIp: Type.String() })),
    serverCount: Type.Integer(),
  },
  strict,
);

/** Recovers the servers it names, in no time, and touches nothing: for plans, not for runs. */
const recover = defineOperation({
  name: 'recover',
  summary: 'recovers servers',
  params: RecoverParams,
  outputs: RecoverOutputs,
  reversible: 'yes',
  adoptable: true,
  inDrill: () => 'isolated',
  takesLaunchProfiles: true,
  selects: ({ protectionGroup, sourceServerIds }) => {
    if (protectionGroup !== undefined) return { kind: 'protection-group', name: protectionGroup };
    return sourceServerIds === undefined ? undefined : { kind: 'selection', selection: { ids: sourceServerIds } };
  },
  validate: async () => [],
  start: async () => null,
  monitor: async () => ({ kind: 'succeeded', outputs: {}, resources: [] }),
  runbook: () => [],
  estimate: () => ({ typicalSeconds: 600, longestSeconds: 1200 }),
});

/** The operation `drs` `recover` in short, with whatever a test wants to be different. */
export const anOperation = (over: Partial<Operation> = {}): Operation => ({ ...recover, ...over });

/** A registry with one technology, `drs`, whose operation is {@link anOperation} unless others are given. */
export const aRegistry = (operations: readonly Operation[] = [anOperation()]): AdapterRegistry =>
  adapterRegistry([
    defineAdapter({
      technology: 'drs',
      contractVersion: 1,
      operations,
      resolve: async () => [],
    }),
  ]);
