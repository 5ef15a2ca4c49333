import { describe, expect, it } from '@jest/globals';
import { readPlanDocument } from './read-plan-document.ts';

const read = (text: string) => readPlanDocument(text, 'plan.yaml');

function documentOf(text: string): unknown {
  const result = read(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.document;
}

function faultsOf(text: string) {
  const result = read(text);
  return result.ok
    ? []
    : result.error.map(({ code, path, line, column }) => ({ code, path, at: `${line ?? '-'}:${column ?? '-'}` }));
}

describe('readPlanDocument', () => {
  it('reads YAML 1.2: yes and no are words, numbers are decimal', () => {
    expect(documentOf('a: yes\nb: 0o17\nc: true\nd: [1, 2.5, null, ~]')).toEqual({
      a: 'yes',
      b: 15,
      c: true,
      d: [1, 2.5, null, null],
    });
  });

  it('reads JSON, and tells where its parts stand', () => {
    const result = read('{\n  "waves": [\n    { "id": "one" }\n  ]\n}');
    if (!result.ok) throw new Error('it was refused');
    expect(result.value.document).toEqual({ waves: [{ id: 'one' }] });
    expect(result.value.locate('waves[0].id')).toEqual({ line: 3, column: 7 });
  });

  it('places what is not there at the nearest place above it', () => {
    const result = read('waves:\n  - id: one\n    "odd key": { x: 1 }\n');
    if (!result.ok) throw new Error('it was refused');
    const { locate } = result.value;
    expect(locate('waves[0].steps[3].params')).toEqual({ line: 2, column: 5 });
    expect(locate('waves[0]["odd key"].y')).toEqual({ line: 3, column: 5 });
    expect(locate('nowhere')).toEqual({ line: 1, column: 1 });
    expect(locate('')).toEqual({ line: 1, column: 1 });
  });

  it.each([
    ['an alias', 'a: 1\nb: *x', [{ code: 'alias', path: 'b', at: '2:4' }]],
    [
      'an anchor and its alias',
      'a: &x 1\nb: *x',
      [
        { code: 'anchor', path: 'a', at: '1:1' },
        { code: 'alias', path: 'b', at: '2:4' },
      ],
    ],
    [
      'a merge key',
      'a: &x { k: 1 }\nb:\n  <<: *x',
      [
        { code: 'anchor', path: 'a', at: '1:1' },
        { code: 'alias', path: 'b["<<"]', at: '3:7' },
      ],
    ],
    ['a tag', 'a: !!binary aGk=', [{ code: 'tag', path: 'a', at: '1:1' }]],
    ['an unknown tag', 'a: !js/function x', [{ code: 'tag', path: '', at: '1:4' }]],
    ['a repeated key', 'a: 1\nb: 2\na: 3', [{ code: 'duplicate-key', path: 'a', at: '3:1' }]],
    ['a number as a key', 'a:\n  1: x', [{ code: 'key-not-text', path: 'a', at: '2:3' }]],
    ['a list as a key', '[a, b]: x', [{ code: 'key-not-text', path: '', at: '1:1' }]],
    ['a second document', 'a: 1\n---\nb: 2', [{ code: 'many-documents', path: '', at: '2:1' }]],
    ['a directive', '%YAML 1.1\n---\na: yes', [{ code: 'directive', path: '', at: '1:1' }]],
    ['an unsafe name', 'a:\n  __proto__: { b: 1 }', [{ code: 'unsafe-name', path: 'a.__proto__', at: '2:3' }]],
    ['an infinite number', 'a: .inf', [{ code: 'not-json', path: 'a', at: '1:1' }]],
    ['a number that would be rounded', 'a: 12345678901234567890', [{ code: 'number-too-large', path: 'a', at: '1:4' }]],
    ['no document at all', '', [{ code: 'empty', path: '', at: '1:1' }]],
    ['a tab as indentation', 'a:\n\t- b', [{ code: 'syntax', path: '', at: '2:1' }]],
  ])('refuses %s', (_what, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });

  it('reports every fault of the text at once, by line', () => {
    expect(faultsOf('a: &x 1\na: 2\n3: *x').map(({ at }) => at)).toEqual(['1:1', '2:1', '3:1']);
  });

  it('leaves no trace of an unsafe name on objects', () => {
    read('__proto__: { polluted: true }');
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    ['brackets', '['.repeat(300_000)],
    ['closed brackets', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['mappings', '{a: '.repeat(100_000)],
    ['list markers', '- '.repeat(300_000)],
    ['key markers', '? '.repeat(300_000)],
    ['mappings by indentation', Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('refuses %s that are nested too deep', (_what, text) => {
    expect(faultsOf(text).map(({ code }) => code)).toEqual(['too-deep']);
  });

  it('reads a mapping of many keys without comparing each with every other', () => {
    const text = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(Object.keys(documentOf(text) as object)).toHaveLength(60_000);
  });

  it('refuses more than 1 MiB', () => {
    expect(faultsOf(`a: ${'x'.repeat(1024 * 1024)}`)).toEqual([{ code: 'too-large', path: '', at: '-:-' }]);
  });

  it('names the file when there is nothing in it', () => {
    const result = readPlanDocument('# only a comment', 'plans/empty.yaml');
    expect(result).toMatchObject({ ok: false, error: [{ message: expect.stringContaining('plans/empty.yaml') }] });
  });
});
