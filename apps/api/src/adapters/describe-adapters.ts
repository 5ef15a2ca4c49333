import type { AdapterDescriptionSchema, Answer, OperationDescriptionSchema } from '@breakwater/api-contract';
import {
  executionId,
  stepId,
  type AdapterRegistry,
  type DisabledTechnology,
  type DrillBehaviour,
  type JsonObject,
  type Operation,
  type OperationRequest,
} from '@breakwater/core';

export type AdapterDescription = Answer<typeof AdapterDescriptionSchema>;

/** The installed technologies by name, with what each operation takes, gives and does in a drill, and which are off. */
export const describeAdapters = (
  { adapters }: AdapterRegistry,
  switchedOff: readonly DisabledTechnology[] = [],
): readonly AdapterDescription[] =>
  adapters
    .map(({ technology, contractVersion, operations }) => ({
      technology,
      contractVersion,
      ...switchState(switchedOff.find((off) => off.technology === technology)),
      operations: operations.map(describeOperation),
    }))
    .sort((left, right) => (left.technology < right.technology ? -1 : 1));

const switchState = (off: DisabledTechnology | undefined): Pick<AdapterDescription, 'enabled' | 'disabled'> =>
  off === undefined
    ? { enabled: true, disabled: null }
    : { enabled: false, disabled: { reason: off.reason, by: off.by.subject, at: off.at } };

const describeOperation = (operation: Operation): Answer<typeof OperationDescriptionSchema> => ({
  name: operation.name,
  summary: operation.summary,
  inDrill: drillBehaviour(operation),
  reversible: typeof operation.reversible === 'string' ? operation.reversible : `until ${operation.reversible.until}`,
  adoptable: operation.adoptable,
  params: operation.params,
  outputs: operation.outputs,
});

/** A step of which nothing is known but that it is one. */
const ANY_STEP: OperationRequest<JsonObject> = {
  executionId: executionId('any'),
  stepId: stepId('any'),
  mode: 'drill',
  intent: 'planned',
  target: { account: '000000000000', region: 'any' },
  originRegion: 'any',
  params: {},
  resources: [],
  objectives: { rpoMinutes: 0 },
  tier: 4,
};

/** What the operation does in a drill whatever its target; null when it has to look at the step's parameters first. */
function drillBehaviour(operation: Operation): DrillBehaviour | null {
  let lookedAtParameters = false;
  const params = new Proxy<JsonObject>(
    {},
    {
      get: () => {
        lookedAtParameters = true;
        return undefined;
      },
      has: () => {
        lookedAtParameters = true;
        return false;
      },
    },
  );
  try {
    const behaviour = operation.inDrill({ ...ANY_STEP, params });
    return lookedAtParameters ? null : behaviour;
  } catch (error) {
    if (lookedAtParameters) return null;
    throw error;
  }
}
