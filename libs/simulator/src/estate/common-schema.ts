import Type from 'typebox';

import { DURATION_PATTERN } from './duration.ts';

/** Objects of an estate admit no unknown field, so that a misspelt one is found. */
export const strict = { additionalProperties: false } as const;

export const AccountId = Type.String({ pattern: '^[0-9]{12}$', description: 'Twelve digits; quote them in YAML' });
export const RegionName = Type.String({
  pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$',
  description: 'An AWS Region such as us-west-2',
});
export const Duration = Type.String({
  pattern: DURATION_PATTERN,
  description: 'ISO 8601 duration such as PT5M30S or P2D',
});
export const Tags = Type.Record(Type.String({ pattern: '^.{1,128}$' }), Type.String({ maxLength: 256 }), {
  description: 'Tags by key',
});
export const ActionPatterns = Type.Array(Type.String({ pattern: '^(\\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+)$' }), {
  description: 'IAM actions such as drs:StartRecovery; * and ? are wildcards',
});

const Range = Type.Array(Type.Number({ minimum: 0 }), {
  minItems: 2,
  maxItems: 2,
  description: 'Least and most seconds; each server draws its own from the seed',
});

/** Seconds that the phases of a launch take; AWS publishes only the totals, see the README for the defaults. */
export const Durations = Type.Object(
  {
    cleanupSeconds: Type.Optional(Range),
    snapshotSeconds: Type.Optional(Range),
    conversionSeconds: Type.Optional(Range),
    launchSeconds: Type.Optional(Range),
    bootSeconds: Type.Optional(Range),
    initialSyncSeconds: Type.Optional(Range),
  },
  strict,
);

/** Overrides of the DRS quotas of one account and Region. */
export const Quotas = Type.Object(
  {
    concurrentJobs: Type.Optional(Type.Integer({ minimum: 0, description: 'Live jobs; AWS: 20' })),
    serversPerJob: Type.Optional(Type.Integer({ minimum: 0, description: 'Source servers in one job; AWS: 100' })),
    serversInJobs: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Source servers in all live jobs; AWS: 500' }),
    ),
  },
  strict,
);
