import type {
  Finding,
  FollowUpStep,
  JsonObject,
  OperationContext,
  OperationRequest,
  ResourceOutcome,
  StepTrace,
} from '@breakwater/core';
import { Type, type TObject } from 'typebox';
import type { StateOperation } from '../steps/define.ts';
import { RESOURCE_TYPES, type ResourceTypeName } from './resource-types.ts';
import { captureName, together } from './together.ts';

/** How an operation on one resource becomes one on a protection group of them. */
export interface Grouping {
  readonly resourceType: ResourceTypeName;
  /** The parameters that name one resource; exactly one of them is given. */
  readonly members: readonly string[];
  /** The parameters that name this one. */
  readonly member: (id: string) => JsonObject;
}

/** Domain seconds that each further resource adds: a call and the look after it. */
const SECONDS_PER_RESOURCE = 5;

type Loose = StateOperation<TObject, TObject>;
type Request = OperationRequest;

/**
 * The same operation, which takes a protection group in place of its one resource: it does to each of the group what it
 * does to one. Then every outcome is a resource of the group, and outputs are the lists of all of them.
 */
export function grouped(given: unknown, grouping: Grouping): Loose {
  // The parameters of one member are those of the operation, which its own schema has checked but for the name.
  const one = given as Loose;
  const isGroup = ({ params }: Pick<Request, 'params'>): boolean => params['protectionGroup'] !== undefined;
  const memberRequest = (request: Request, id: string): Request => {
    const { protectionGroup: _group, ...params } = request.params;
    const { previous: _previous, only: _only, ...rest } = request;
    return { ...rest, params: { ...grouping.member(id), ...params }, resources: [] };
  };
  const idsOf = ({ resources }: Request): readonly string[] => resources.map(({ id }) => id);

  function convergence(request: Request, context: OperationContext) {
    if (!isGroup(request)) return one.convergence(request, context);
    const { only, previous = [] } = request;
    const ids = idsOf(request).filter((id) => only?.includes(id) ?? true);
    const members = ids.map((id) => ({ id, convergence: one.convergence(memberRequest(request, id), context) }));
    const before = previous.filter(({ id }: ResourceOutcome) => !ids.includes(id));
    return together(members, before);
  }

  return {
    ...one,
    params: groupedParams(one.params, grouping),
    outputs: groupedOutputs(one.outputs),
    selects: ({ protectionGroup }) =>
      typeof protectionGroup === 'string'
        ? { kind: 'protection-group', name: protectionGroup, resourceType: grouping.resourceType }
        : undefined,
    holds: (params) => (isGroup({ params }) ? [] : one.holds(params)),
    estimate(request) {
      const { typicalSeconds, longestSeconds } = one.estimate(request);
      const more = Math.max(0, request.resources.length - 1) * SECONDS_PER_RESOURCE;
      return { typicalSeconds: typicalSeconds + more, longestSeconds: longestSeconds + more };
    },
    async validate(request, context) {
      if (!isGroup(request)) return one.validate(request, context);
      const findings = new Map<string, Finding>();
      for (const id of idsOf(request)) {
        for (const found of await one.validate(memberRequest(request, id), context)) findings.set(found.id, found);
      }
      return [...findings.values()];
    },
    convergence,
    undo: (request, trace) =>
      isGroup(request)
        ? idsOf(request).flatMap((id): readonly FollowUpStep[] =>
            one.undo(memberRequest(request, id), { ...trace, captured: capturedOf(trace, id) }),
          )
        : one.undo(request, trace),
    runbook: (request) =>
      isGroup(request) ? idsOf(request).flatMap((id) => one.runbook(memberRequest(request, id))) : one.runbook(request),
  };
}

/** What was captured of one member, by the names that the operation itself uses. */
const capturedOf = ({ captured }: StepTrace, id: string): JsonObject =>
  Object.fromEntries(
    Object.entries(captured).flatMap(([name, value]) => {
      const own = name.slice(0, -captureName('', id).length);
      return name === captureName(own, id) ? [[own, value]] : [];
    }),
  );

interface ObjectSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

function groupedParams(params: TObject, { members, resourceType }: Grouping): TObject {
  const { properties, required = [], ...rest } = params as unknown as ObjectSchema;
  const protectionGroup = Type.String({
    minLength: 1,
    maxLength: 63,
    description: `in place of ${members.join(' or ')}: the ${RESOURCE_TYPES[resourceType].plural} of a protection group`,
  });
  return {
    ...rest,
    properties: { ...properties, protectionGroup },
    required: required.filter((name) => !members.includes(name)),
    oneOf: [...members, 'protectionGroup'].map((name) => ({ required: [name] })),
  } as unknown as TObject;
}

/** What there is one of stays for a step with one resource. */
function groupedOutputs(outputs: TObject): TObject {
  const { properties, required = [], ...rest } = outputs as unknown as ObjectSchema;
  const isList = (name: string) => (properties[name] as { readonly type?: string } | undefined)?.type === 'array';
  return { ...rest, properties, required: required.filter(isList) } as unknown as TObject;
}
