import { describe, expect, it } from '@jest/globals';
import {
  adapterRegistry,
  checkPlan,
  plusSeconds,
  silentLog,
  type Clock,
  type Json,
  type OperationContext,
} from '@breakwater/core';
import { anOperationRequest, aRecoveryPlan, aRegistry, aWave, T0 } from '@breakwater/core/testing';
import { builtInAdapter } from './built-in-adapter.ts';

const [wait] = builtInAdapter.operations;
if (wait === undefined) throw new Error('there is no operation');

const noCalls = (): never => {
  throw new Error('waiting calls nobody');
};
const contextAt = (seconds: number): OperationContext => ({
  aws: { client: noCalls, whoAmI: noCalls, usage: noCalls },
  clock: { now: () => plusSeconds(T0, seconds), sleep: noCalls } satisfies Clock,
  log: silentLog,
  signal: new AbortController().signal,
  key: 'execution/step/1',
  attempt: 1,
  resumed: false,
  saveCheckpoint: noCalls,
  capture: noCalls,
});
const request = anOperationRequest({ params: { minutes: 2 }, resources: [] });
const lookAt = async (seconds: number, checkpoint?: Json) =>
  wait.monitor(request, checkpoint ?? (await wait.start(request, contextAt(0))), contextAt(seconds));

describe('the operation wait', () => {
  it('runs until its minutes are over, and says how far it is', async () => {
    expect(await lookAt(0)).toEqual({
      kind: 'running',
      progress: { done: 0, total: 2, unit: 'minutes' },
      lookAgainInSeconds: 60,
    });
    expect(await lookAt(90)).toEqual({
      kind: 'running',
      progress: { done: 1, total: 2, unit: 'minutes' },
      lookAgainInSeconds: 30,
    });
  });

  it.each([120, 9_999])('is over after %s seconds', async (seconds) => {
    expect(await lookAt(seconds)).toEqual({ kind: 'succeeded', outputs: { waitedSeconds: 120 }, resources: [] });
  });

  it('goes on from the moment in its checkpoint, whoever looks', async () => {
    expect(await lookAt(10, { until: plusSeconds(T0, 5) })).toMatchObject({ kind: 'succeeded' });
  });

  it('does not guess what another operation wrote down', async () => {
    await expect(lookAt(0, { jobId: 'j-1' })).rejects.toThrow(TypeError);
  });

  it('touches nothing in a drill, takes as long as it is told, and can be done by hand', () => {
    expect(wait.inDrill(request)).toBe('read-only');
    expect(wait.estimate(request)).toEqual({ typicalSeconds: 120, longestSeconds: 120 });
    expect(wait.runbook(request)).toEqual([{ text: 'wait 2 minutes' }]);
    expect(wait.selects({ minutes: 2 })).toBeUndefined();
  });

  it('needs no target in a plan, and takes none', () => {
    const registry = adapterRegistry([builtInAdapter, ...aRegistry().adapters]);
    const step = { id: 'pause', technology: 'built-in', operation: 'wait', params: { minutes: 5 } };
    const codes = (over: object) => {
      const checked = checkPlan(aRecoveryPlan({ waves: [aWave({ steps: [{ ...step, ...over }] })] }), { registry });
      return checked.ok ? [] : checked.error.map(({ code, path }) => `${code} ${path}`);
    };
    expect(codes({})).toEqual([]);
    expect(codes({ target: 'apps' })).toEqual(['field-not-allowed waves[0].steps[0].target']);
    expect(codes({ params: { minutes: 0 } })).toEqual(['out-of-range waves[0].steps[0].params.minutes']);
  });
});
