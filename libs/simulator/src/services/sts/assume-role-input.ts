import { commonError, STS_ERRORS } from '../../protocol/common-errors.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import type { ServiceError } from '../../protocol/service-error.ts';

/** A checked AssumeRole request. */
export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly policy?: string;
  readonly tagCount: number;
}

const DEFAULT_SECONDS = 3_600;
const MAX_TAGS = 50;

/** @throws {@link ServiceError} ValidationError with the constraint that failed */
export function readAssumeRole(params: QueryParams): AssumeRoleInput {
  const durationSeconds = params.number('DurationSeconds') ?? DEFAULT_SECONDS;
  const externalId = optional(params, 'ExternalId', /^[\w+=,.@:/-]{2,1224}$/);
  const sourceIdentity = optional(params, 'SourceIdentity', /^(?!aws:)[\w+=,.@-]{2,64}$/);
  const policy = params.text('Policy');
  const input: AssumeRoleInput = {
    roleArn: required(params, 'RoleArn', /^arn:aws:iam::\d{12}:role\/[!-~]{1,512}$/),
    sessionName: required(params, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/),
    durationSeconds,
    ...(externalId === undefined ? {} : { externalId }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(policy === undefined ? {} : { policy }),
    tagCount: readTags(params),
  };
  if (!Number.isInteger(durationSeconds) || durationSeconds < 900 || durationSeconds > 43_200) {
    throw constraint('durationSeconds', String(durationSeconds), 'Member must be a whole number from 900 to 43200');
  }
  refuseUnread(params);
  return input;
}

/** @throws {@link ServiceError} for a parameter that the simulator does not model */
export function refuseUnread(params: QueryParams): void {
  const [unread] = params.unread();
  if (unread !== undefined) throw invalid(`The simulator does not model the parameter ${unread}`);
}

function readTags(params: QueryParams): number {
  const keys = params.structures('Tags.member', (prefix) => {
    params.text(`${prefix}.Value`);
    return params.text(`${prefix}.Key`) ?? '';
  });
  params.list('TransitiveTagKeys.member');
  if (keys.length > MAX_TAGS) throw invalid(`At most ${MAX_TAGS} session tags can be passed`);
  const bad = keys.find((key) => key === '' || key.length > 128);
  if (bad !== undefined) throw constraint('tags', bad, 'Member must have a key of 1 to 128 characters');
  return keys.length;
}

function required(params: QueryParams, name: string, pattern: RegExp): string {
  const value = optional(params, name, pattern);
  if (value === undefined) throw constraint(memberName(name), 'null', 'Member must not be null');
  return value;
}

function optional(params: QueryParams, name: string, pattern: RegExp): string | undefined {
  const value = params.text(name);
  if (value !== undefined && !pattern.test(value)) {
    throw constraint(memberName(name), value, `Member must satisfy regular expression pattern: ${pattern.source}`);
  }
  return value;
}

function memberName(parameter: string): string {
  return parameter.charAt(0).toLowerCase() + parameter.slice(1);
}

function constraint(member: string, value: string, rule: string): ServiceError {
  return invalid(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`);
}

export function invalid(message: string): ServiceError {
  return commonError(STS_ERRORS, 'invalidRequest', message);
}
