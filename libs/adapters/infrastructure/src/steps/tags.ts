import type { OperationContext, OperationRequest } from '@breakwater/core';

/** What is put on what a step makes, by which later calls and people recognise it. */
export const ownTags = (
  { executionId, stepId }: OperationRequest<unknown>,
  { expiresAt }: Pick<OperationContext, 'expiresAt'>,
): { Key: string; Value: string }[] =>
  tagList({
    'breakwater:execution': executionId,
    'breakwater:step': stepId,
    ...(expiresAt !== undefined && { 'breakwater:expires-at': expiresAt }),
  });

/** As EC2 takes them. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
