import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountAccessError } from '@breakwater/core';
import { ACCOUNT, EAST, EXECUTION, openMotoWorld, WEST, type MotoWorld } from './moto-world.ts';

const signal = new AbortController().signal;
let world: MotoWorld;
beforeEach(async () => {
  world = await openMotoWorld();
});
afterEach(() => world.close());

describe('STS', () => {
  it.each([WEST, EAST])('lets the hub into its spoke as the execution, in $region', async (target) => {
    expect(await world.aws.whoAmI(target, signal)).toEqual({
      account: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/BreakwaterSpoke/breakwater-${EXECUTION}`,
    });
  });

  it('is not asked for an account that is not registered', async () => {
    const foreign = { account: '999900001111', region: WEST.region };
    await expect(world.aws.whoAmI(foreign, signal)).rejects.toThrow(AccountAccessError);
  });
});
