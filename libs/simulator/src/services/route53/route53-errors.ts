import { ServiceError } from '../../protocol/service-error.ts';

export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', 400, message);
}

/** All faults of a batch at once, in brackets, as the service words it. */
export function invalidChangeBatch(messages: readonly string[]): ServiceError {
  return new ServiceError('InvalidChangeBatch', 400, `[${messages.join(', ')}]`);
}

export function noSuchHostedZone(id: string): ServiceError {
  return new ServiceError('NoSuchHostedZone', 404, `No hosted zone found with ID: ${id}`);
}

export function noSuchChange(id: string): ServiceError {
  return new ServiceError('NoSuchChange', 404, `Could not find resource with ID: ${id}`);
}

export function noSuchHealthCheck(id: string): ServiceError {
  return new ServiceError('NoSuchHealthCheck', 404, `A health check with id ${id} does not exist.`);
}

export function priorRequestNotComplete(): ServiceError {
  return new ServiceError(
    'PriorRequestNotComplete',
    400,
    'The request was rejected because Route 53 was still processing a prior request.',
  );
}

export function throttled(): ServiceError {
  return new ServiceError('Throttling', 400, 'Rate exceeded');
}
