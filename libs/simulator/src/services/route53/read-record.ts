import { RECORD_TYPES } from '../../estate/route53-schema.ts';
import type { XmlFields } from '../../protocol/xml-reader.ts';
import { normalName } from './record-names.ts';
import { invalidInput } from './route53-errors.ts';
import type { AliasTarget, RecordSet } from './route53-state.ts';

export const CHANGE_ACTIONS = ['CREATE', 'DELETE', 'UPSERT'] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** One entry of a change batch. */
export interface RecordChange {
  readonly action: ChangeAction;
  readonly record: RecordSet;
}

export interface ChangeBatch {
  readonly comment?: string;
  readonly changes: readonly RecordChange[];
}

const LONGEST_TTL = 2_147_483_647;
const LONGEST_IDENTIFIER = 128;

/** @throws InvalidInput for what the API model does not allow, and for what the simulator does not model */
export function readChangeBatch(body: XmlFields | undefined): ChangeBatch {
  const batch = body?.child('ChangeBatch');
  if (!body || !batch) throw invalidInput("Invalid request: Missing field 'ChangeBatch'");
  const comment = batch.text('Comment');
  const changes = batch.list('Changes', 'Change').map(readChange);
  if (changes.length === 0) throw invalidInput('Invalid request: The change batch holds no change');
  const [unread] = body.unread();
  if (unread !== undefined) throw invalidInput(`The simulator does not model ${unread}`);
  return { changes, ...(comment === undefined ? {} : { comment }) };
}

function readChange(change: XmlFields): RecordChange {
  const action = oneOf(CHANGE_ACTIONS, change.text('Action') ?? '', 'Action');
  const fields = change.child('ResourceRecordSet');
  if (!fields) throw invalidInput("Invalid request: Missing field 'ResourceRecordSet' in Change");
  return { action, record: readRecord(fields) };
}

function readRecord(fields: XmlFields): RecordSet {
  const name = fields.text('Name') ?? '';
  if (name === '') throw invalidInput("Invalid request: Missing field 'Name' in ResourceRecordSet");
  const setIdentifier = fields.text('SetIdentifier');
  const weight = integer(fields.text('Weight'), 'Weight', 255);
  const failover = fields.text('Failover');
  const latencyRegion = fields.text('Region');
  const multiValue = fields.text('MultiValueAnswer');
  const ttl = integer(fields.text('TTL'), 'TTL', LONGEST_TTL);
  const healthCheckId = fields.text('HealthCheckId');
  const aliasTarget = readAlias(fields.child('AliasTarget'));
  if (setIdentifier !== undefined && !(setIdentifier.length >= 1 && setIdentifier.length <= LONGEST_IDENTIFIER)) {
    throw invalidInput('Invalid request: SetIdentifier has 1 to 128 characters');
  }
  return {
    name: normalName(name),
    type: oneOf(RECORD_TYPES, fields.text('Type') ?? '', 'Type'),
    values: fields.list('ResourceRecords', 'ResourceRecord').map((entry) => entry.text('Value') ?? ''),
    ...(setIdentifier === undefined ? {} : { setIdentifier }),
    ...(weight === undefined ? {} : { weight }),
    ...(failover === undefined ? {} : { failover: oneOf(['PRIMARY', 'SECONDARY'] as const, failover, 'Failover') }),
    ...(latencyRegion === undefined ? {} : { latencyRegion }),
    ...(multiValue === undefined ? {} : { multiValue: multiValue === 'true' }),
    ...(ttl === undefined ? {} : { ttl }),
    ...(aliasTarget === undefined ? {} : { aliasTarget }),
    ...(healthCheckId === undefined ? {} : { healthCheckId }),
  };
}

function readAlias(fields: XmlFields | undefined): AliasTarget | undefined {
  if (!fields) return undefined;
  const hostedZoneId = fields.text('HostedZoneId') ?? '';
  const dnsName = fields.text('DNSName') ?? '';
  const evaluate = fields.text('EvaluateTargetHealth');
  if (hostedZoneId === '' || dnsName === '' || evaluate === undefined) {
    throw invalidInput("Invalid request: 'AliasTarget' needs HostedZoneId, DNSName and EvaluateTargetHealth");
  }
  return { hostedZoneId, dnsName: normalName(dnsName), evaluateTargetHealth: evaluate === 'true' };
}

function integer(text: string | undefined, name: string, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw invalidInput(`Invalid request: ${name} has to be a whole number from 0 to ${most}, not ${text}`);
}

function oneOf<Word extends string>(words: readonly Word[], text: string, name: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw invalidInput(`Invalid request: ${name} '${text}' is not one of ${words.join(', ')}`);
}
