import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { silentLog } from '@breakwater/core';
import { aService } from '../../testing/a-service.ts';
import { stopOnSignal } from './graceful-shutdown.ts';
import { readinessOf } from './readiness.ts';

describe('readiness', () => {
  it('names what is missing, and what is there', async () => {
    const there = { name: 'store', check: async () => 'fine' };
    const missing = { name: 'engine', check: () => Promise.reject(new Error('gone')) };
    const throwing = {
      name: 'clock',
      check: () => {
        throw new Error('stopped');
      },
    };
    expect(await readinessOf([there]).look()).toEqual({ ready: true, checks: ['store'] });
    expect(await readinessOf([there, missing, throwing]).look()).toEqual({ ready: false, failed: ['engine', 'clock'] });
  });

  it('ends when the process is to stop', async () => {
    const readiness = readinessOf([]);
    readiness.stopping();
    expect(await readiness.look()).toEqual({ ready: false, failed: ['stopping'] });
  });
});

describe('stopping on a signal', () => {
  function running(stop: readonly (() => Promise<void>)[], graceSeconds = 60) {
    const { app } = aService();
    const order: string[] = [];
    app.addHook('onClose', async () => void order.push('answers'));
    const exited = Promise.withResolvers<number>();
    const signals = Object.assign(new EventEmitter(), { exit: exited.resolve });
    stopOnSignal({ app, log: silentLog, signals, stop, graceSeconds });
    return { signals, order, exited: exited.promise };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('answers what it has, then stops the rest in order: %s', async (signal) => {
    const order: string[] = [];
    const host = running([async () => void order.push('engine'), async () => void order.push('store')]);
    host.signals.emit(signal);
    expect(await host.exited).toBe(0);
    expect([...host.order, ...order]).toEqual(['answers', 'engine', 'store']);
  });

  it('stops once, however often it is told', async () => {
    let stops = 0;
    const host = running([async () => void (stops += 1)]);
    host.signals.emit('SIGTERM');
    host.signals.emit('SIGINT');
    expect(await host.exited).toBe(0);
    expect(stops).toBe(1);
  });

  it('says so when something could not be stopped', async () => {
    const host = running([() => Promise.reject(new Error('disk full'))]);
    host.signals.emit('SIGTERM');
    expect(await host.exited).toBe(1);
  });

  it('goes when the grace is over, whatever still runs', async () => {
    const host = running([() => new Promise(() => undefined)], 0);
    host.signals.emit('SIGTERM');
    expect(await host.exited).toBe(1);
  });
});
