import {
  SelectionSchema,
  type DrillBehaviour,
  type OperationRequest,
  type ResolvedResource,
  type ResourceChoice,
} from '@breakwater/core';
import { Type } from 'typebox';

export const strict = { additionalProperties: false } as const;

/** Identifiers of RDS: letters, digits and hyphens, a letter first. */
const Identifier = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,62}$' });

export const DatabaseId = Identifier;

export const ids = (description: string) =>
  Type.Optional(Type.Array(Identifier, { minItems: 1, maxItems: 100, uniqueItems: true, description }));

export const ProtectionGroupName = Type.Optional(Type.String({ minLength: 1, maxLength: 63 }));
export const Select = Type.Optional(SelectionSchema);

/** The schema keyword that asks for exactly one of these members. */
export const exactlyOneOf = (...members: readonly string[]) => ({
  oneOf: members.map((member) => ({ required: [member] })),
});

/** The ways in which an operation's parameters can name databases. */
export interface Choosing {
  readonly clusterIds?: readonly string[];
  readonly instanceIds?: readonly string[];
  readonly backupArns?: readonly string[];
  readonly protectionGroup?: string;
  readonly select?: (ResourceChoice & { kind: 'selection' })['selection'];
}

/**
 * Identifiers of clusters and of instances are two name spaces, so the ids of a selection carry their kind:
 * `cluster:ledger`, `db:ledger`.
 *
 * @returns `undefined` when the parameters name none; the schemas ask for exactly one
 */
export function chosenDatabases({
  clusterIds,
  instanceIds,
  backupArns,
  protectionGroup,
  select,
}: Choosing): ResourceChoice | undefined {
  if (protectionGroup !== undefined) return { kind: 'protection-group', name: protectionGroup };
  if (select !== undefined) return { kind: 'selection', selection: select };
  const named = [
    ...(clusterIds ?? []).map((id) => `cluster:${id.toLowerCase()}`),
    ...(instanceIds ?? []).map((id) => `db:${id.toLowerCase()}`),
    ...(backupArns ?? []),
  ];
  return named.length === 0 ? undefined : { kind: 'selection', selection: { ids: named } };
}

/** What this attempt acts on: everything, or what an earlier one left undone. */
export function resourcesToActOn({ resources, only }: OperationRequest<unknown>): readonly ResolvedResource[] {
  const wanted = only && new Set(only);
  return wanted === undefined ? resources : resources.filter(({ id }) => wanted.has(id));
}

/** Whether preflight found that the database was itself made for a drill. */
const isDrillCopy = ({ facts }: ResolvedResource): boolean => facts?.['isDrillCopy'] === true;

/** A change of role is an outage, unless all that it reaches are copies that a drill made. */
export const disruptiveUnlessCopies = ({ resources }: OperationRequest<unknown>): DrillBehaviour =>
  resources.length > 0 && resources.every(isDrillCopy) ? 'isolated' : 'disruptive';
