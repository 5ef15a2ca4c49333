import type { CommonErrors } from '../../protocol/common-errors.ts';
import { REST_JSON_ERRORS } from '../../protocol/common-errors.ts';
import { ServiceError } from '../../protocol/service-error.ts';

/** Systems Manager answers 400 to whatever the caller did. */
export const SSM_ERRORS: CommonErrors = {
  ...REST_JSON_ERRORS,
  missingAuthentication: ['MissingAuthenticationTokenException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  expiredCredentials: ['ExpiredTokenException', 400],
  badSignature: ['InvalidSignatureException', 400],
  staleSignature: ['InvalidSignatureException', 400],
  accessDenied: ['AccessDeniedException', 400],
  throttled: ['ThrottlingException', 400],
  unknownOperation: ['UnknownOperationException', 400],
  internal: ['InternalServerError', 500],
};

/** Errors of the API model that this simulator raises. */
export type SsmErrorName =
  | 'AutomationDefinitionNotFoundException'
  | 'AutomationExecutionLimitExceededException'
  | 'AutomationExecutionNotFoundException'
  | 'DuplicateInstanceId'
  | 'IdempotentParameterMismatch'
  | 'InvalidAutomationExecutionParametersException'
  | 'InvalidAutomationStatusUpdateException'
  | 'InvalidCommandId'
  | 'InvalidDocument'
  | 'InvalidFilterKey'
  | 'InvalidInstanceId'
  | 'InvalidNextToken'
  | 'InvalidParameters'
  | 'InvalidPluginName'
  | 'InvocationDoesNotExist'
  | 'ParameterNotFound'
  | 'UnsupportedPlatformType'
  | 'ValidationException';

export function ssmError(name: SsmErrorName, message: string): ServiceError {
  return new ServiceError(name, 400, message, { members: { Message: message } });
}

export function validation(message: string): ServiceError {
  return ssmError('ValidationException', message);
}
