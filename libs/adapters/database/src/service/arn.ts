import type { Target } from '@breakwater/core';

/** What an ARN of RDS can name here. */
export type DatabaseKind = 'cluster' | 'db' | 'auto-backup';

/** The parts of `arn:aws:rds:us-west-2:222233334444:cluster:ledger-west`. */
export interface DatabaseArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly kind: DatabaseKind;
  /** The identifier: unique among its kind in the account and Region, and no further. */
  readonly name: string;
}

const ARN = /^arn:(aws[a-z-]*):rds:([a-z0-9-]+):(\d{12}):(cluster|db|auto-backup):(.+)$/;

/** A schema pattern for the ARN of a cluster. */
export const CLUSTER_ARN_PATTERN = '^arn:aws[a-z-]*:rds:[a-z0-9-]+:\\d{12}:cluster:[A-Za-z][A-Za-z0-9-]{0,62}$';

/** @returns `undefined` when the text is no ARN of a database */
export function parseDatabaseArn(text: string): DatabaseArn | undefined {
  const [, partition, region, account, kind, name] = ARN.exec(text) ?? [];
  if (partition === undefined || region === undefined || account === undefined || name === undefined) return undefined;
  return { partition, region, account, kind: kind as DatabaseKind, name };
}

/** @throws RangeError when the text is no ARN of a database: resource ids are made by `resolve` alone */
export function databaseArn(text: string): DatabaseArn {
  const arn = parseDatabaseArn(text);
  if (arn === undefined) throw new RangeError(`${text} is no ARN of a database`);
  return arn;
}

/** The ARN of another database of the same place and partition as a known one. */
export const siblingArn = ({ partition, region, account }: DatabaseArn, kind: DatabaseKind, name: string): string =>
  `arn:${partition}:rds:${region}:${account}:${kind}:${name}`;

export const placeOf = ({ account, region }: DatabaseArn): Target => ({ account, region });
