import { InvalidCursorError } from '@breakwater/core';
import type { FieldFault, ProblemError, ProblemFacts } from '@breakwater/service';

/** A handler's way to refuse a field that its schema let pass. */
export type RefuseField = (code: 'request-invalid', detail: string, facts: ProblemFacts) => ProblemError;

/** A field that is well formed and still cannot be taken. */
export function fieldRefused(
  refuse: RefuseField,
  place: FieldFault['in'],
  path: string,
  message: string,
): ProblemError {
  return refuse('request-invalid', `${place} ${path}: ${message}`, { errors: [{ in: place, path, message }] });
}

/** A page of a list, or the refusal of a cursor that the list never gave out. */
export async function knowingItsCursors<Page>(page: Promise<Page>, refuse: RefuseField): Promise<Page> {
  try {
    return await page;
  } catch (error) {
    throw error instanceof InvalidCursorError ? fieldRefused(refuse, 'query', '/cursor', error.message) : error;
  }
}
