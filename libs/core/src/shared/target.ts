import type { ResourceKey } from './ids.ts';

/** Where a step acts: one AWS account (12 digits) in one Region. */
export interface Target {
  readonly account: string;
  readonly region: string;
}

export const targetKey = (target: Target): string => `${target.account}/${target.region}`;

/** An account without a Region, for what is in none. */
export const everywhereIn = ({ account }: Target): Target => ({ account, region: 'global' });

export const resourceKey = (technology: string, target: Target, id: string): ResourceKey =>
  `${technology}:${target.account}:${target.region}:${id}` as ResourceKey;

/** The id in the account that a key names. */
export const resourceIdOf = (key: ResourceKey): string => key.split(':').slice(3).join(':');
