import { describe, expect, it } from '@jest/globals';
import { instantAt, plusSeconds } from '@breakwater/core';
import type { JudgedInstance } from '../service/kept-instances.ts';
import { reverseState } from './item.ts';
import { callLedgerOf, newCallLedger, noted } from '../calls/call-ledger.ts';

const NOW = instantAt(0);
const anInstance = (over: Partial<JudgedInstance> = {}): JudgedInstance => ({
  id: 'i-1',
  instanceId: 'i-1',
  sourceServerId: 's-1',
  jobId: undefined,
  isDrill: false,
  isGone: false,
  recoveryPointAt: undefined,
  failbackState: 'FAILBACK_NOT_STARTED',
  failbackError: undefined,
  isFromAws: true,
  keptBy: undefined,
  ...over,
});

const stateOf = (over: Partial<JudgedInstance>, ledger = newCallLedger(), now = NOW) =>
  reverseState('i-1', ledger, anInstance(over), now);

describe('reverseState', () => {
  it('asks once: an answered call is waited for, one whose answer was lost is repeated when nothing shows', () => {
    const lost = noted(newCallLedger(), { item: 'i-1', at: NOW });
    const answered = noted(lost, { item: 'i-1', at: NOW, reversed: 's-9' });
    const later = plusSeconds(NOW, 61);
    expect(stateOf({}).kind).toBe('waiting');
    expect(stateOf({}, lost).kind).toBe('copying');
    expect(stateOf({}, lost, later).kind).toBe('waiting');
    expect(stateOf({}, answered, later).kind).toBe('copying');
  });

  it("fails with AWS's reason, and says so when there is none", () => {
    const failbackState = 'FAILBACK_ERROR';
    expect(stateOf({ failbackState, failbackError: 'AGENT_NOT_SEEN' })).toMatchObject({
      kind: 'failed',
      reason: 'i-1 cannot replicate back: AGENT_NOT_SEEN',
    });
    expect(stateOf({ failbackState })).toMatchObject({ reason: expect.stringContaining('no reason') });
  });

  it('leaves machines from outside AWS to the Failback Client, and keeps what has ended', () => {
    expect(stateOf({ isFromAws: false })).toMatchObject({ kind: 'failed', status: 'not-from-ec2' });
    const ended = { ...newCallLedger(), ended: [{ item: 'i-1', status: 'refused', reason: 'no' }] };
    expect(stateOf({ failbackState: 'FAILBACK_READY_FOR_LAUNCH' }, ended)).toMatchObject({
      kind: 'failed',
      reason: 'no',
    });
    expect(reverseState('i-1', newCallLedger(), undefined, NOW)).toMatchObject({ status: 'no-recovery-instance' });
  });

  it("leaves a drill's data out, unless the instance is kept for real", () => {
    expect(stateOf({ isDrill: true })).toMatchObject({ kind: 'failed', status: 'drill-instance' });
    expect(stateOf({ isDrill: true, keptBy: 'keep-000001' }).kind).toBe('waiting');
  });

  it('goes on from no checkpoint but its own', () => {
    expect(callLedgerOf(newCallLedger())).toEqual(newCallLedger());
    expect(() => callLedgerOf({ version: 2 })).toThrow('not one of a reversal');
  });
});
