import type { Page, PageRequest } from '../../protocol/paginate.ts';
import { InvalidTokenError, page } from '../../protocol/paginate.ts';
import { jsonOperations } from '../../protocol/json-input.ts';
import { ssmError, validation } from './ssm-errors.ts';

/** An operation of Systems Manager. */
export const ssmOperation = jsonOperations(validation);

/** One page, in the order in which things came to be (negative orders for newest first). @throws InvalidNextToken */
export function pageOf<T extends { readonly order: number }>(
  items: readonly T[],
  scope: readonly unknown[],
  request: PageRequest,
  longestPage = 50,
): Page<T> {
  try {
    const sorted = [...items].sort((a, b) => a.order - b.order);
    return page({ items: sorted, keyOf: ({ order }) => order, scope: ['ssm', ...scope], longestPage }, request);
  } catch (error) {
    if (error instanceof InvalidTokenError) throw ssmError('InvalidNextToken', error.message);
    throw error;
  }
}
