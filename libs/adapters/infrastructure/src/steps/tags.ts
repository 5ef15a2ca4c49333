import type { OperationContext, OperationRequest } from '@breakwater/core';

/** What is put on what a step makes, by which later calls and people recognise it. */
export const ownTags = (
  { executionId, stepId }: OperationRequest<unknown>,
  { expiresAt }: Pick<OperationContext, 'expiresAt'>,
): { Key: string; Value: string }[] => [
  { Key: 'breakwater:execution', Value: executionId },
  { Key: 'breakwater:step', Value: stepId },
  ...(expiresAt === undefined ? [] : [{ Key: 'breakwater:expires-at', Value: expiresAt }]),
];
