import { describe, expect, it } from '@jest/globals';
import { plusSeconds } from '@breakwater/core';
import { anOperationRequest, T0, VirtualClock } from '@breakwater/core/testing';
import { lossFindings, lossLimit, lossOfLag, lossVerdict, recoveryPointOf } from './loss.ts';

const clock = new VirtualClock();
const request = (params: { maxLossSeconds?: number; acceptLossSeconds?: number } = {}) => ({
  ...anOperationRequest({ objectives: { rpoMinutes: 5 } }),
  params,
});
const say = (severity: 'error' | 'warning' | 'info', code: string, message: string) => ({
  id: code,
  absolute: false,
  severity,
  code,
  message,
});

describe('the loss that is allowed', () => {
  it('is the stricter of the objective and the step’s limit, or what a person accepted', () => {
    expect(lossLimit(request())).toEqual({ seconds: 300, because: 'rpoMinutes 5' });
    expect(lossLimit(request({ maxLossSeconds: 900 }))).toMatchObject({ seconds: 300 });
    expect(lossLimit(request({ maxLossSeconds: 60 }))).toEqual({ seconds: 60, because: 'maxLossSeconds' });
    expect(lossLimit(request({ maxLossSeconds: 60, acceptLossSeconds: 7_200 }))).toEqual({
      seconds: 7_200,
      because: 'acceptLossSeconds',
    });
  });
});

describe('the loss that is expected', () => {
  it('adds the age of a lag that is measured no more', () => {
    expect(lossOfLag({ seconds: 2, at: plusSeconds(T0, -60) }, clock)).toMatchObject({ kind: 'known', seconds: 2 });
    expect(lossOfLag({ seconds: 2, at: plusSeconds(T0, -1_800) }, clock)).toMatchObject({
      kind: 'known',
      seconds: 1_802,
    });
  });

  it('does not pass for a small one when it is unknown, until a person accepts it', () => {
    const unknown = lossOfLag(undefined, clock);
    expect(lossVerdict(unknown, request())).toMatchObject({
      kind: 'refuse',
      failure: { code: 'loss-beyond-objective', retryable: true },
    });
    expect(lossFindings(unknown, request(), say)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('unknown') },
    ]);
    expect(lossVerdict(unknown, request({ acceptLossSeconds: 60 }))).toEqual({ kind: 'go' });
  });

  it('tells from when the data is', () => {
    const verdict = lossVerdict(lossOfLag({ seconds: 30, at: T0 }, clock), request());
    expect(verdict).toEqual({ kind: 'go', notes: { lossSeconds: 30, lossReadAt: T0 } });
    expect(recoveryPointOf({ lossSeconds: 30, lossReadAt: T0 })).toEqual({ recoveryPointAt: plusSeconds(T0, -30) });
    expect(recoveryPointOf(undefined)).toEqual({});
    expect(lossFindings(lossOfLag({ seconds: 30, at: T0 }, clock), request(), say)).toEqual([]);
  });
});
