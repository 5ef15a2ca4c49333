import { describe, expect, it } from '@jest/globals';
import { type JsonObject, stepId } from '@breakwater/core';
import { resolveStepReferences } from './step-outputs.ts';

const outputs: Readonly<Record<string, JsonObject>> = {
  [stepId('servers')]: {
    ids: ['i-1', 'i-2'],
    instanceIds: ['i-3', 'i-4'],
    first: { ip: '10.0.0.1', up: true },
    count: 2,
    sly: '${steps.servers.count}',
  },
};
const resolve = (params: JsonObject) => resolveStepReferences(params, (id) => outputs[id]);
const reasons = (params: JsonObject) => {
  const resolved = resolve(params);
  return resolved.ok ? [] : resolved.error.map(({ reference }) => reference);
};

describe('resolveStepReferences', () => {
  it.each<[string, string, unknown]>([
    ['a list', '${steps.servers.ids}', ['i-1', 'i-2']],
    ['a member of a list', '${steps.servers.ids[1]}', 'i-2'],
    ['a number', '${steps.servers.count}', 2],
    [
      'text with values written out',
      '${steps.servers.count} at ${steps.servers.first.ip}: ${steps.servers.first.up}',
      '2 at 10.0.0.1: true',
    ],
    ['plain text', 'costs $5', 'costs $5'],
    [
      'a value that looks like a reference, as it is',
      '${steps.servers.sly}',
      '${steps.servers.sly}'.replace('sly', 'count'),
    ],
  ])('gives %s', (_what, text, value) => {
    expect(resolve({ deep: [{ it: text }] })).toEqual({ ok: true, value: { deep: [{ it: value }] } });
  });

  it.each([
    ['a step that left nothing', '${steps.skipped.ids}'],
    ['an output that is not there', '${steps.servers.ids[7]}'],
    ['an inherited member', '${steps.servers.toString}'],
    ['a parameter that was never bound', '${params.x}'],
  ])('names %s', (_what, text) => expect(reasons({ it: text })).toEqual([text]));

  it('gives the ids of the instances that a step recovered, also where a retry names the step anew', () =>
    expect(resolve({ instances: { recoveredBy: 'servers' }, deep: [{ recoveredBy: 'servers' }] })).toEqual({
      ok: true,
      value: { instances: ['i-3', 'i-4'], deep: [['i-3', 'i-4']] },
    }));

  it('looks for no instances where recoveredBy is one member of several', () =>
    expect(resolve({ note: { recoveredBy: 'servers', at: 'night' } })).toEqual({
      ok: true,
      value: { note: { recoveredBy: 'servers', at: 'night' } },
    }));

  it('names the reference behind recoveredBy when the step left nothing', () =>
    expect(reasons({ instances: { recoveredBy: 'skipped' } })).toEqual(['${steps.skipped.instanceIds}']));

  it('writes no list into text', () =>
    expect(reasons({ it: 'all: ${steps.servers.ids}' })).toEqual(['${steps.servers.ids}']));

  it('names every reference without a value, with its place', () => {
    expect(resolve({ a: '${steps.x.y}', b: ['${steps.x.z} too'] })).toMatchObject({
      ok: false,
      error: [{ path: ['a'] }, { path: ['b', 0] }],
    });
  });
});
