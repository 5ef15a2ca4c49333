import { describe, expect, it } from '@jest/globals';
import { isEverywhere, isWithin } from './cidr.ts';

describe('isWithin', () => {
  it.each<[string, string[], boolean]>([
    ['10.0.1.0/24', ['10.0.0.0/16'], true],
    ['10.0.0.0/16', ['10.0.0.0/16'], true],
    ['10.0.0.0/15', ['10.0.0.0/16'], false],
    ['10.1.0.0/24', ['10.0.0.0/16'], false],
    ['10.1.0.0/24', ['10.0.0.0/16', '10.1.0.0/16'], true],
    ['2001:db8:0:1::/64', ['2001:db8::/56'], true],
    ['2001:db8::/48', ['2001:db8::/56'], false],
    ['2001:db8::/64', ['10.0.0.0/16'], false],
    ['10.0.0.0', ['10.0.0.0/16'], false],
    ['10.0.0.0/33', ['10.0.0.0/16'], false],
    ['10.0.0.0/24', ['pl-1'], false],
  ])('%s in %j: %s', (cidr, blocks, expected) => {
    expect(isWithin(cidr, blocks)).toBe(expected);
  });
});

describe('isEverywhere', () => {
  it('is the whole of either family', () => {
    expect(['0.0.0.0/0', '::/0', '10.0.0.0/8', '0.0.0.0/1'].map(isEverywhere)).toEqual([true, true, false, false]);
  });
});
