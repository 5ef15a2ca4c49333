import type { Clock } from '@breakwater/core';
import type { DatabaseArn } from '../service/arn.ts';
import type { Regional } from '../service/regional.ts';
import type { Tags } from '../tags.ts';
import type { RestoreRequest } from './params.ts';

/** One source that is being restored to one copy. */
export interface Copying {
  readonly where: Regional;
  readonly clock: Clock;
  readonly request: RestoreRequest;
  readonly source: DatabaseArn;
  readonly sourceArn: string;
  readonly targetId: string;
  /** The ARN that the copy will have. */
  readonly restoredArn: string;
  /** By which the copy is recognised as this step's. */
  readonly tags: Tags;
}
