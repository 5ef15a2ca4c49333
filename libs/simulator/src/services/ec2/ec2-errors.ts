import type { QueryParams } from '../../protocol/query-params.ts';
import { ServiceError } from '../../protocol/service-error.ts';

/** Any refusal of EC2's in its own words. */
export function ec2Error(code: string, message: string, status = 400): ServiceError {
  return new ServiceError(code, status, message);
}

export function notFound(ids: readonly string[]): ServiceError {
  return ids.length === 1
    ? ec2Error('InvalidInstanceID.NotFound', `The instance ID '${ids.join()}' does not exist`)
    : ec2Error('InvalidInstanceID.NotFound', `The instance IDs '${ids.join(', ')}' do not exist`);
}

/** What a DryRun answers to a caller who may do it. */
export function dryRunSucceeded(): ServiceError {
  return ec2Error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

/** @throws {@link ServiceError} UnknownParameter, so that nothing is ignored in silence */
export function refuseUnread(params: QueryParams): void {
  const [unread] = params.unread();
  if (unread !== undefined) throw ec2Error('UnknownParameter', `The parameter ${unread} is not recognized`);
}

const INSTANCE_ID = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** @throws {@link ServiceError} InvalidInstanceID.Malformed */
export function checkInstanceIds(ids: readonly string[]): readonly string[] {
  const malformed = ids.find((id) => !INSTANCE_ID.test(id));
  if (malformed !== undefined) throw ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  return ids;
}

/** @throws {@link ServiceError} MissingParameter */
export function requireInstanceIds(params: QueryParams): readonly string[] {
  const ids = params.list('InstanceId');
  if (ids.length === 0) throw ec2Error('MissingParameter', 'The request must contain the parameter InstanceId');
  return checkInstanceIds(ids);
}
