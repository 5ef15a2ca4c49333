import { describe, expect, it } from '@jest/globals';
import { heightAt, streamChannel } from './stream-channel.ts';

function terminal(over: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 80, rows: 24, ...over, write: (text: string) => void written.push(text) };
  return { written, stream };
}

const ESCAPE = String.fromCharCode(27);

describe('a channel on a terminal', () => {
  it('draws over what it drew before', () => {
    const { written, stream } = terminal();
    const channel = streamChannel(stream, true);
    channel.draw(['one', 'two']);
    channel.draw(['three']);
    expect(written).toEqual(['one\ntwo\n', `\r${ESCAPE}[2A${ESCAPE}[Jthree\n`]);
  });

  it('goes up by the rows that lines take now, when it has become narrower', () => {
    const { written, stream } = terminal();
    const channel = streamChannel(stream, true);
    channel.draw(['x'.repeat(60)]);
    stream.columns = 20;
    channel.draw([]);
    expect(written.at(-1)).toBe(`\r${ESCAPE}[3A${ESCAPE}[J`);
    expect(heightAt([`${ESCAPE}[31m${'x'.repeat(20)}${ESCAPE}[39m`, ''], 20)).toBe(2);
  });

  it('writes lines above what is drawn', () => {
    const { written, stream } = terminal();
    const channel = streamChannel(stream, true);
    channel.draw(['bar']);
    channel.lines(['note']);
    expect(written.at(-1)).toBe(`\r${ESCAPE}[1A${ESCAPE}[Jnote\nbar\n`);
  });

  it('uses colour unless NO_COLOR is set', () => {
    expect(streamChannel(terminal().stream, false).paint('red', 'x')).toContain(ESCAPE);
    expect(streamChannel(terminal().stream, true).paint('red', 'x')).toBe('x');
  });
});

describe('a channel elsewhere', () => {
  it('draws nothing, uses no colour and has 80 columns', () => {
    const written: string[] = [];
    const channel = streamChannel({ write: (text) => void written.push(text) }, false);
    channel.draw(['bar']);
    channel.lines(['line']);
    expect(written).toEqual(['line\n']);
    expect(channel.paint('red', 'x')).toBe('x');
    expect(channel.size().columns).toBe(80);
  });
});
