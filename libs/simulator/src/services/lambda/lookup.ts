import type { LambdaFunctionSpec } from '../../estate/application-schema.ts';
import type { Call } from '../../protocol/operation.ts';
import { ServiceError } from '../../protocol/service-error.ts';

const STATUS_BY_NAME = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
  DurableExecutionAlreadyStartedException: 409,
  RequestTooLargeException: 413,
} as const;

export function lambdaError(name: keyof typeof STATUS_BY_NAME, message: string): ServiceError {
  return new ServiceError(name, STATUS_BY_NAME[name], message);
}

export function functionArn({ accountId, region }: { accountId: string; region: string }, name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

/**
 * A function by name, ARN or either with a qualifier.
 *
 * @throws ResourceNotFoundException also for a version or alias that it does not have
 */
export function findFunction(
  { place }: Call,
  asked: string,
  givenQualifier: string | undefined,
): { spec: LambdaFunctionSpec; version: string } {
  const [name = '', inlineQualifier] = asked
    .replace(/^(?:arn:aws:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?/, '')
    .split(':');
  const qualifier = givenQualifier ?? inlineQualifier;
  const spec = place.lambda.functions.get(name);
  const arn = `${functionArn(place, name)}${qualifier === undefined ? '' : `:${qualifier}`}`;
  const isForeign = asked.startsWith('arn:') && !asked.startsWith(functionArn(place, name));
  const isKnown = qualifier === undefined || qualifier === '$LATEST' || spec?.aliases?.includes(qualifier);
  if (!spec || isForeign || !isKnown)
    throw lambdaError('ResourceNotFoundException', `Function not found: ${isForeign ? asked : arn}`);
  return { spec, version: qualifier === undefined || qualifier === '$LATEST' ? '$LATEST' : '1' };
}
