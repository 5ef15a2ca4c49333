import { isIPv4, isIPv6 } from 'node:net';

interface Family {
  readonly bits: number;
  parse(address: string): bigint;
  format(value: bigint): string;
}

const IPV4: Family = {
  bits: 32,
  parse: (address) => address.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n),
  format: (value) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.'),
};

const IPV6: Family = { bits: 128, parse: parseIpv6, format: formatIpv6 };

/**
 * A range as EC2 keeps it: `100.68.0.18/18` becomes `100.68.0.0/18`, IPv6 is shortened. Rules can only be compared so.
 *
 * @returns `undefined` for what is no range
 */
export function canonicalCidr(cidr: string): string | undefined {
  const [address = '', length = '', ...rest] = cidr.split('/');
  const family = isIPv4(address) ? IPV4 : isIPv6(address) && !address.includes('%') ? IPV6 : undefined;
  const prefix = Number(length);
  if (family === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length) || prefix > family.bits) return undefined;
  const hostBits = BigInt(family.bits - prefix);
  return `${family.format((family.parse(address) >> hostBits) << hostBits)}/${prefix}`;
}

function parseIpv6(address: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const [, head = '', tail = ''] = dotted ?? [];
  const plain = dotted === null ? address : head + hexPair(IPV4.parse(tail));
  const [left = '', right] = plain.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const before = groups(left);
  const after = right === undefined ? [] : groups(right);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

const hexPair = (value: bigint): string => `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;

/** The URL parser shortens IPv6 as RFC 5952 says. */
function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
