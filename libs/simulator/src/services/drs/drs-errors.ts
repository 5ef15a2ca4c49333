import { ServiceError } from '../../protocol/service-error.ts';

/** The quotas of DRS by their codes in Service Quotas. */
export const QUOTA_CODES = {
  concurrentJobs: 'L-D88FAC3A',
  serversPerJob: 'L-B827C881',
  serversInJobs: 'L-05AFA8C6',
} as const;

export type ResourceType = 'SOURCE_SERVER' | 'RECOVERY_INSTANCE' | 'RECOVERY_SNAPSHOT' | 'JOB';

/** HTTP 402, as the API model has it. */
export function quotaExceeded(quota: keyof typeof QUOTA_CODES, message: string): ServiceError {
  const members = { code: 'ServiceQuotaExceededException', quotaCode: QUOTA_CODES[quota], serviceCode: 'drs' };
  return new ServiceError('ServiceQuotaExceededException', 402, message, { members });
}

export function conflict(
  message: string,
  resourceId: string,
  resourceType: ResourceType = 'SOURCE_SERVER',
): ServiceError {
  const members = { code: 'ConflictException', resourceId, resourceType };
  return new ServiceError('ConflictException', 409, message, { members });
}

export function resourceNotFound(resourceId: string, resourceType: ResourceType): ServiceError {
  const members = { code: 'ResourceNotFoundException', resourceId, resourceType };
  return new ServiceError('ResourceNotFoundException', 404, `${resourceType} ${resourceId} does not exist`, {
    members,
  });
}

/** @param fields - the members that are wrong, by their path in the request */
export function validation(fields: readonly { readonly name: string; readonly message: string }[]): ServiceError {
  const count = fields.length === 1 ? '1 validation error' : `${fields.length} validation errors`;
  const message = `${count} detected: ${fields.map((field) => `at '${field.name}': ${field.message}`).join('; ')}`;
  const members = { code: 'ValidationException', reason: 'fieldValidationFailed', fieldList: fields };
  return new ServiceError('ValidationException', 400, message, { members });
}

export function uninitialized(): ServiceError {
  const message = 'Account not initialized: call InitializeService in this Region first';
  return new ServiceError('UninitializedAccountException', 400, message, {
    members: { code: 'UninitializedAccountException' },
  });
}
