import type { OperationContext, OperationRequest } from '@breakwater/core';

/** Tags on the databases that an execution made, by which later calls and people recognise them. */
export const EXECUTION_TAG = 'breakwater:execution';
export const STEP_TAG = 'breakwater:step';
/** On a drill's databases: the instant from which they are an orphan. */
export const EXPIRES_TAG = 'breakwater:expires-at';

export type Tags = Readonly<Record<string, string>>;

/** What is put on a database that a step makes. */
export const ownTags = (
  { executionId, stepId }: OperationRequest<unknown>,
  { expiresAt }: Pick<OperationContext, 'expiresAt'>,
): Tags => ({
  [EXECUTION_TAG]: executionId,
  [STEP_TAG]: stepId,
  ...(expiresAt !== undefined && { [EXPIRES_TAG]: expiresAt }),
});

/** As RDS takes them. */
export const tagList = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** As RDS gives them. */
export const tagsOf = (list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags =>
  Object.fromEntries((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
