import type { OperationRequest, ResolvedResource } from '@breakwater/core';
import { broken, type Change, type Subject } from '../change/change.ts';
import { databaseArn, type DatabaseArn, type DatabaseKind } from '../service/arn.ts';
import { resourcesToActOn } from './selection.ts';

const WORDS: Readonly<Record<DatabaseKind, string>> = {
  cluster: 'a cluster',
  db: 'an instance',
  'auto-backup': 'automated backups',
};

/** The databases of an attempt with what is done to each; one of a kind that the operation cannot act on fails at the first look. */
export function subjectsOfKind(
  request: OperationRequest<unknown>,
  kinds: readonly DatabaseKind[],
  changesOf: (arn: DatabaseArn, resource: ResolvedResource) => readonly Change[],
): readonly Subject[] {
  return resourcesToActOn(request).map((resource) => {
    const { id, name, facts } = resource;
    const arn = databaseArn(id);
    const changes = kinds.includes(arn.kind) ? changesOf(arn, resource) : [wrongKind(arn, kinds)];
    return { id, changes, ...(name !== undefined && { name }), ...(facts && { atPreflight: facts }) };
  });
}

function wrongKind({ kind, name }: DatabaseArn, kinds: readonly DatabaseKind[]): Change {
  const expected = kinds.map((each) => WORDS[each]).join(' or ');
  const sight = broken(
    'wrong-kind',
    `${name} is ${WORDS[kind]}, and this operation acts on ${expected}: narrow the selection`,
  );
  return { look: async () => sight, send: async () => undefined };
}
