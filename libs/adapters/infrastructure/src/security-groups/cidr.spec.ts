import { describe, expect, it } from '@jest/globals';
import { canonicalCidr } from './cidr.ts';

describe('canonicalCidr', () => {
  it.each([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:0:0:0:1/32', '2001:db8::/32'],
    ['::/0', '::/0'],
    ['::ffff:192.0.2.1/128', '::ffff:c000:201/128'],
    ['2001:db8:1:2:3:4:5:6/128', '2001:db8:1:2:3:4:5:6/128'],
    ['fe80::1:2/112', 'fe80::1:0/112'],
  ])('[trap:ec2-cidr-canonical] writes %s as EC2 keeps it: %s', (given, kept) => {
    expect(canonicalCidr(given)).toBe(kept);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '::/129', '1.2.3.4/8/9', 'fe80::1%eth0/64', 'x/1', '10.0.0.0/-1'])(
    'does not take %s for a range',
    (given) => {
      expect(canonicalCidr(given)).toBeUndefined();
    },
  );
});
