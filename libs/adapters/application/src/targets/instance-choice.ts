import { SelectionSchema, type OperationRequest, type ResourceChoice } from '@breakwater/core';
import { Type, type Static, type TObject } from 'typebox';

const strict = { additionalProperties: false } as const;

const InstanceId = Type.String({ pattern: '^i-[0-9a-zA-Z]{8,17}$' });

/** The ways in which a step names instances; exactly one is to be used. */
export const instanceChoice = {
  instances: Type.Optional(
    Type.Union(
      [
        Type.Array(InstanceId, { minItems: 1, maxItems: 4000, uniqueItems: true }),
        Type.Object({ recoveredBy: Type.String({ description: 'the step that recovers them' }) }, strict),
      ],
      { description: 'instance ids, or the instances that an earlier step recovered' },
    ),
  ),
  select: Type.Optional(SelectionSchema),
  protectionGroup: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
};

/** To be spread into the options of the schema that holds {@link instanceChoice}. */
export const exactlyOneChoice = {
  oneOf: [{ required: ['instances'] }, { required: ['select'] }, { required: ['protectionGroup'] }],
};

export type InstanceParams = Static<TObject<typeof instanceChoice>>;

/** @returns `undefined` when only another step's outputs will tell */
export function chosenInstances({ instances, select, protectionGroup }: InstanceParams): ResourceChoice | undefined {
  if (protectionGroup !== undefined) return { kind: 'protection-group', name: protectionGroup };
  if (select !== undefined) return { kind: 'selection', selection: select };
  return isIds(instances) ? { kind: 'selection', selection: { ids: [...instances] } } : undefined;
}

/** Before a run, a reference may stand where the ids of recovered instances will be. */
const isIds = (instances: unknown): instances is readonly string[] => Array.isArray(instances);

/** All instances that the step acts on, sorted: those that preflight found, or those that an earlier step recovered. */
export function allInstances({ params, resources }: OperationRequest<InstanceParams>): readonly string[] {
  if (resources.length > 0) return resources.map(({ id }) => id).sort();
  return isIds(params.instances) ? [...params.instances].sort() : [];
}

/** What this attempt acts on: everything, or what an earlier attempt left undone. */
export function instancesToActOn(request: OperationRequest<InstanceParams>): readonly string[] {
  const only = request.only === undefined ? undefined : new Set(request.only);
  return allInstances(request).filter((id) => only?.has(id) ?? true);
}

/** Whether all instances come from an earlier step, which in a drill has made them for the drill. */
export function comesFromEarlierStep({ instances }: InstanceParams): boolean {
  const texts: readonly unknown[] = isIds(instances) ? instances : [instances];
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text.startsWith('${steps.'));
}
