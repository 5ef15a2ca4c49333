import type { QueryParams } from '../../protocol/query-params.ts';
import { ServiceError } from '../../protocol/service-error.ts';

/** A refusal by its code on the wire, which is the shape's name without `Exception`. */
export function elbError(code: string, message: string): ServiceError {
  return new ServiceError(code, 400, message);
}

export function validationError(message: string): ServiceError {
  return elbError('ValidationError', message);
}

/** @throws {@link ServiceError} ValidationError, so that nothing is ignored in silence */
export function refuseUnread(params: QueryParams): void {
  const [unread] = params.unread();
  if (unread !== undefined) throw validationError(`The simulator does not model the parameter ${unread}`);
}

/** @throws {@link ServiceError} ValidationError */
export function requireText(params: QueryParams, name: string): string {
  const text = params.text(name);
  if (text === undefined || text === '') throw validationError(`${name} must be specified`);
  return text;
}
