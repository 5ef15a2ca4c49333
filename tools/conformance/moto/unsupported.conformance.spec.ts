import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openMotoWorld, type MotoWorld } from './moto-world.ts';
import { UNSUPPORTED } from './unsupported.ts';

let world: MotoWorld;
beforeEach(async () => {
  world = await openMotoWorld();
});
afterEach(() => world.close());

describe('what moto does in another way than AWS', () => {
  it.each(UNSUPPORTED)('$what', async ({ works }) => {
    expect(await works(world)).toBe(false);
  });
});
