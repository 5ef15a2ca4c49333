import type { CommonErrors } from '../../protocol/common-errors.ts';
import { REST_JSON_ERRORS } from '../../protocol/common-errors.ts';
import { ServiceError } from '../../protocol/service-error.ts';

export const CLOUDWATCH_ERRORS: CommonErrors = {
  ...REST_JSON_ERRORS,
  accessDenied: ['AccessDeniedException', 400],
  throttled: ['ThrottlingException', 400],
  invalidRequest: ['InvalidParameterValueException', 400],
  internal: ['InternalServiceFault', 500],
};

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', 400, message);
}
