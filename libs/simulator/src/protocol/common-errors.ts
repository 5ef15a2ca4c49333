import { ServiceError } from './service-error.ts';

/** Failures that every service knows, each under a code of its own. */
export type CommonErrorKind =
  | 'missingAuthentication'
  | 'unknownKey'
  | 'expiredCredentials'
  | 'badSignature'
  | 'staleSignature'
  | 'accessDenied'
  | 'throttled'
  | 'unknownOperation'
  | 'invalidRequest'
  | 'internal'
  | 'unavailable';

/** Code and HTTP status per kind. */
export type CommonErrors = Readonly<Record<CommonErrorKind, readonly [code: string, status: number]>>;

export const STS_ERRORS: CommonErrors = {
  missingAuthentication: ['MissingAuthenticationToken', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  expiredCredentials: ['ExpiredToken', 403],
  badSignature: ['SignatureDoesNotMatch', 403],
  staleSignature: ['SignatureDoesNotMatch', 403],
  accessDenied: ['AccessDenied', 403],
  throttled: ['Throttling', 400],
  unknownOperation: ['InvalidAction', 400],
  invalidRequest: ['ValidationError', 400],
  internal: ['InternalFailure', 500],
  unavailable: ['ServiceUnavailable', 503],
};

export const ROUTE53_ERRORS: CommonErrors = { ...STS_ERRORS, invalidRequest: ['InvalidInput', 400] };

export const EC2_ERRORS: CommonErrors = {
  missingAuthentication: ['MissingAuthenticationToken', 403],
  unknownKey: ['AuthFailure', 401],
  expiredCredentials: ['RequestExpired', 400],
  badSignature: ['AuthFailure', 401],
  staleSignature: ['RequestExpired', 400],
  accessDenied: ['UnauthorizedOperation', 403],
  throttled: ['RequestLimitExceeded', 503],
  unknownOperation: ['InvalidAction', 400],
  invalidRequest: ['InvalidRequest', 400],
  internal: ['InternalError', 500],
  unavailable: ['Unavailable', 503],
};

export const REST_JSON_ERRORS: CommonErrors = {
  missingAuthentication: ['MissingAuthenticationTokenException', 403],
  unknownKey: ['UnrecognizedClientException', 403],
  expiredCredentials: ['ExpiredTokenException', 403],
  badSignature: ['InvalidSignatureException', 403],
  staleSignature: ['InvalidSignatureException', 403],
  accessDenied: ['AccessDeniedException', 403],
  throttled: ['ThrottlingException', 429],
  unknownOperation: ['UnknownOperationException', 404],
  invalidRequest: ['ValidationException', 400],
  internal: ['InternalServerException', 500],
  unavailable: ['ServiceUnavailableException', 503],
};

export function commonError(errors: CommonErrors, kind: CommonErrorKind, message: string): ServiceError {
  const [code, status] = errors[kind];
  return new ServiceError(code, status, message);
}
