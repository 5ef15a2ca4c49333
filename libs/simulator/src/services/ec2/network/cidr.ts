import { isIP } from 'node:net';

/** A block of addresses. */
export interface Cidr {
  readonly version: 4 | 6;
  /** The first address. */
  readonly base: bigint;
  readonly prefix: number;
}

const BITS = { 4: 32, 6: 128 } as const;

/** @returns undefined for a text that is no CIDR block; bits behind the prefix are cleared, as EC2 does */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = Number(length);
  const bits = BITS[version];
  if (prefix > bits) return undefined;
  const hostBits = BigInt(bits - prefix);
  return { version, prefix, base: (parseAddress(address) >> hostBits) << hostBits };
}

/** `100.68.0.18/18` becomes `100.68.0.0/18`. */
export function cidrText({ version, base, prefix }: Cidr): string {
  return `${addressText(version, base)}/${prefix}`;
}

export function sizeOf({ version, prefix }: Cidr): bigint {
  return 1n << BigInt(BITS[version] - prefix);
}

/** Whether an address lies in the block. */
export function holdsAddress(cidr: Cidr, address: string): boolean {
  if (isIP(address) !== cidr.version) return false;
  const value = parseAddress(address);
  return value >= cidr.base && value < cidr.base + sizeOf(cidr);
}

/** The address at that place of the block, from 0. */
export function addressAt(cidr: Cidr, index: number): string {
  return addressText(cidr.version, cidr.base + BigInt(index));
}

function parseAddress(address: string): bigint {
  return address.includes(':') ? parseIPv6(address) : parseIPv4(address);
}

function parseIPv4(address: string): bigint {
  return address.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIPv6(address: string): bigint {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (embedded) {
    const low = parseIPv4(embedded[2] ?? '');
    return parseIPv6(`${embedded[1] ?? ''}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function addressText(version: 4 | 6, value: bigint): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return compressed(groups);
}

/** The longest run of zero groups is written `::`. */
function compressed(groups: readonly string[]): string {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
