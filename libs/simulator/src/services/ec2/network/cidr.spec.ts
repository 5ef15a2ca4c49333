import { describe, expect, it } from '@jest/globals';

import { addressAt, cidrText, holdsAddress, parseCidr, sizeOf } from './cidr.ts';

const canonical = (text: string): string | undefined => {
  const cidr = parseCidr(text);
  return cidr && cidrText(cidr);
};

describe('a CIDR block', () => {
  it.each([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['10.1.2.3/32', '10.1.2.3/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
    ['::ffff:192.0.2.1/128', '::ffff:c000:201/128'],
    ['::/0', '::/0'],
    ['1:0:2:3:4:5:6:7/128', '1:0:2:3:4:5:6:7/128'],
  ])('is written as EC2 keeps it: %s is %s', (given, kept) => {
    expect(canonical(given)).toBe(kept);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '2001:db8::/129', 'x/8', '10.0.0.0/8/8', '10.0.0.0/-1', ''])(
    'is not %s',
    (text) => expect(parseCidr(text)).toBeUndefined(),
  );

  it('holds its addresses and no others', () => {
    const block = parseCidr('10.20.0.0/22');
    if (!block) throw new TypeError('not a block');
    expect(sizeOf(block)).toBe(1_024n);
    expect(addressAt(block, 1_023)).toBe('10.20.3.255');
    expect(
      ['10.20.0.0', '10.20.3.255', '10.20.4.0', '10.19.255.255', '::a14:1'].map((one) => holdsAddress(block, one)),
    ).toEqual([true, true, false, false, false]);
  });
});
