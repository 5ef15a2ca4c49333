import { describe, expect, it } from '@jest/globals';
import { ZoneTurns } from './zone-turns.ts';

describe('ZoneTurns', () => {
  it('[trap:route53-prior-request-not-complete] lets the changes of a zone go one after the other, and those of others beside', async () => {
    const turns = new ZoneTurns();
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = turns.run('a', async () => {
      order.push('a1 begins');
      await gate.promise;
      order.push('a1 ends');
      throw new Error('refused');
    });
    const second = turns.run('a', async () => order.push('a2'));
    await turns.run('b', async () => order.push('b1'));
    gate.resolve();
    await expect(first).rejects.toThrow('refused');
    await second;
    await turns.run('a', async () => order.push('a3'));
    expect(order).toEqual(['a1 begins', 'b1', 'a1 ends', 'a2', 'a3']);
  });
});
