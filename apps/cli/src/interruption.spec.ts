import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { interruption } from './interruption.ts';

function interruptible() {
  const emitter = new EventEmitter();
  const exits: number[] = [];
  let now = 5000;
  const target = { on: emitter.on.bind(emitter), exit: (code: number) => void exits.push(code) };
  const signal = interruption(target, () => now);
  return {
    signal,
    exits,
    send: (name: string) => emitter.emit(name),
    wait: (milliseconds: number) => void (now += milliseconds),
  };
}

describe('a request to end', () => {
  it('stops in good order at first, and at once when it is repeated', () => {
    const { signal, exits, send, wait } = interruptible();
    expect(signal.aborted).toBe(false);
    send('SIGINT');
    expect(signal.aborted).toBe(true);
    wait(1500);
    send('SIGINT');
    expect(exits).toEqual([130]);
  });

  it('counts once when a wrapper passes on what the terminal has sent', () => {
    const { exits, send, wait } = interruptible();
    send('SIGINT');
    wait(200);
    send('SIGINT');
    expect(exits).toEqual([]);
  });

  it('may come from the system', () => {
    const { signal, exits, send, wait } = interruptible();
    send('SIGTERM');
    wait(1500);
    send('SIGTERM');
    expect(signal.aborted).toBe(true);
    expect(exits).toEqual([143]);
  });
});
