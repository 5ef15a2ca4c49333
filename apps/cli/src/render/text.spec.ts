import { describe, expect, it } from '@jest/globals';
import { listed, oneLine, shellWord, shorten, someOf, wrap, wrapLines } from './text.ts';

describe('text on a screen', () => {
  it('breaks at spaces and indents what follows', () => {
    expect(wrap('one two three four', { first: '- ', width: 10 })).toEqual(['- one two', '  three', '  four']);
  });

  it('leaves a word whole that must survive being copied', () => {
    expect(wrap('see arn:aws:iam::111122223333:role/x now', { width: 12 })).toEqual([
      'see',
      'arn:aws:iam::111122223333:role/x',
      'now',
    ]);
  });

  it("keeps the author's own lines", () => {
    expect(wrapLines('first\n\nsecond', 2)).toEqual(['  first', '  second']);
  });

  it('lets nothing through that steers a terminal', () => {
    const escape = String.fromCharCode(27);
    expect(oneLine(`a${escape}[31mred${escape}[0m\r\n${String.fromCharCode(7)}b`)).toBe('ared b');
  });

  it('shortens with a sign that something is missing', () => {
    expect(shorten('abcdefgh', 6)).toBe('abc...');
    expect(shorten('abc', 6)).toBe('abc');
  });

  it('lists as people do, and counts what it leaves out', () => {
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(someOf(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });

  it('quotes what a shell would take apart', () => {
    expect(shellWord('plan.yaml')).toBe('plan.yaml');
    expect(shellWord("it's")).toBe(`'it'\\''s'`);
  });
});
