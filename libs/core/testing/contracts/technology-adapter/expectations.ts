import { expect } from '@jest/globals';
import type { Observation } from '@breakwater/core';
import type { RunEnd } from './run-operation.ts';

/** Fails with what happened instead. */
export function expectSuccess(end: RunEnd): Extract<Observation, { kind: 'succeeded' }> {
  if (end.kind === 'threw') throw new Error('the operation threw instead of succeeding', { cause: end.error });
  if (end.kind !== 'succeeded') expect(end).toEqual({ kind: 'succeeded' });
  return end as Extract<Observation, { kind: 'succeeded' }>;
}

export function expectFailure(end: RunEnd): Extract<Observation, { kind: 'failed' }> {
  if (end.kind === 'threw')
    throw new Error('the operation threw instead of reporting the failure', { cause: end.error });
  if (end.kind !== 'failed') expect(end).toEqual({ kind: 'failed' });
  return end as Extract<Observation, { kind: 'failed' }>;
}
