import { describe, expect, it } from '@jest/globals';
import { instantAt, plusSeconds } from '@breakwater/core';
import { stateOf } from './invocation-state.ts';
import type { CommandLedger } from './ledger.ts';

const T0 = instantAt(0);
const ledger: CommandLedger = {
  since: T0,
  lookForOwn: false,
  nextPart: 3,
  sent: [
    { id: 'command-1', part: 1, instanceIds: ['i-1'], askedAt: T0 },
    { id: null, part: 2, instanceIds: ['i-2'], askedAt: T0 },
  ],
  ended: [{ id: 'i-3', status: 'agent-offline', reason: 'never came' }],
  refusals: [],
};
const stateAfter = (instance: string, seconds: number) =>
  stateOf(instance, { ledger, invocations: new Map(), now: plusSeconds(T0, seconds), deliveryTimeoutSeconds: 600 });

describe('an instance of whose command nothing is known', () => {
  it('waits while nothing was sent to it', () => {
    expect(stateAfter('i-4', 10_000)).toEqual({ kind: 'waiting' });
  });

  it('runs for as long as the command may still be delivered', () => {
    expect(stateAfter('i-1', 899)).toEqual({ kind: 'running' });
  });

  it('is lost after that, and may have run it', () => {
    expect(stateAfter('i-1', 900)).toMatchObject({ kind: 'ended', status: 'unknown', mayHaveRun: true });
  });

  it('is not given up while the answer to the call itself is looked for', () => {
    expect(stateAfter('i-2', 10_000)).toEqual({ kind: 'running' });
  });

  it('has not run what was never started on it', () => {
    expect(stateAfter('i-3', 0)).toEqual({
      kind: 'ended',
      status: 'agent-offline',
      reason: 'never came',
      mayHaveRun: false,
    });
  });
});
