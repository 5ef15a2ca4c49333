import { describe, expect, it } from '@jest/globals';
import { finding, LeaseLostError, stepId } from '@breakwater/core';
import { jsonWord, shellWord } from './cli.ts';
import { grouped, listed, regionLeft } from './findings.ts';
import { jitter, labelOf, uuidOf } from './label.ts';
import { passingTrouble } from './patience.ts';

describe('marks of an attempt', () => {
  it('[trap:automation-client-token] give a UUID that depends on the key alone', () => {
    expect(uuidOf('run/step/1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidOf('run/step/1')).toBe(uuidOf('run/step/1'));
    expect(uuidOf('run/step/1')).not.toBe(uuidOf('run/step/2'));
  });

  it('are the key where it fits, and its digest where it does not', () => {
    expect(labelOf('run/step/1', 64)).toBe('run/step/1');
    expect(labelOf('x'.repeat(65), 64)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('spread steps out', () => {
    const values = Array.from({ length: 50 }, (_, index) => jitter(`step-${index}`));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(new Set(values).size).toBe(50);
  });
});

describe('words', () => {
  it('name some and count the rest', () => {
    expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b, c and 1 more');
    expect(grouped(['b', 'a', 'b', 'c'])).toBe('b (2), a (1), c (1)');
  });

  it('survive a shell', () => {
    expect(shellWord('plain/word-1')).toBe('plain/word-1');
    expect(shellWord("it's")).toBe("'it'\\''s'");
    expect(jsonWord({ a: ['$HOME'] })).toBe('\'{"a":["$HOME"]}\'');
  });

  it('make a finding whose id does not change', () => {
    const facts = { code: 'x', severity: 'info' as const, message: 'm' };
    expect(finding(stepId('s'), facts)).toEqual({ id: 'x:s', absolute: false, stepId: 's', ...facts });
    expect(finding(stepId('s'), { ...facts, resource: 'i-1' }).id).toBe('x:i-1');
  });

  it('warn of a control plane in the Region that is left, and of no other', () => {
    const request = { stepId: stepId('s'), originRegion: 'us-east-1', target: { account: '1', region: 'us-east-1' } };
    expect(regionLeft(request, 'go elsewhere')[0]?.message).toContain('go elsewhere');
    expect(regionLeft({ ...request, originRegion: 'us-west-2' }, 'go elsewhere')).toEqual([]);
  });
});

describe('trouble that passes', () => {
  const { signal } = new AbortController();

  it.each([
    ['throttling', Object.assign(new Error('slow down'), { name: 'ThrottlingException' })],
    ['silence', Object.assign(new Error('hang up'), { name: 'TimeoutError' })],
  ])('is %s', (_what, error) => {
    expect(passingTrouble(error, { signal })).toBe(`${error.name}: ${error.message}`);
  });

  it.each([
    [
      'a refusal',
      Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }),
    ],
    ['a lost lease', new LeaseLostError('step', 1)],
    ['a mistake of ours', new TypeError('undefined is not a function')],
  ])('is not %s', (_what, error) => {
    expect(() => passingTrouble(error, { signal })).toThrow(error);
  });

  it('is none when the step was aborted', () => {
    const abort = new AbortController();
    abort.abort(new Error('let go'));
    expect(() => passingTrouble(new Error('hang up'), abort)).toThrow('let go');
  });
});
