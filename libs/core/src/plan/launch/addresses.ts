import type { AddressRange } from './launch-schema.ts';

/** A block of IPv4 addresses. */
export interface AddressBlock {
  readonly first: number;
  /** Bits that all its addresses share. */
  readonly prefix: number;
}

/** @returns `undefined` for a text that is no IPv4 address */
export function addressNumber(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

export const addressText = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

/** @returns `undefined` for a text that is no block, and for one whose address has bits beyond the prefix */
export function addressBlock(text: string): AddressBlock | undefined {
  const [address = '', length = ''] = text.split('/');
  const first = addressNumber(address);
  const prefix = Number(length);
  if (first === undefined || !/^\d{1,2}$/.test(length) || prefix > 32) return undefined;
  return first % sizeOf({ first, prefix }) === 0 ? { first, prefix } : undefined;
}

const sizeOf = ({ prefix }: AddressBlock): number => 2 ** (32 - prefix);

export const blockHolds = (block: AddressBlock, address: number): boolean =>
  address >= block.first && address < block.first + sizeOf(block);

export const blocksOverlap = (one: AddressBlock, other: AddressBlock): boolean =>
  blockHolds(one, other.first) || blockHolds(other, one.first);

/**
 * The address that takes the place of one at the site of origin: the host part stays.
 *
 * @returns `undefined` when no range holds it
 */
export function mappedAddress(address: string, ranges: readonly AddressRange[]): string | undefined {
  const number = addressNumber(address);
  if (number === undefined) return undefined;
  for (const range of ranges) {
    const [from, to] = [addressBlock(range.from), addressBlock(range.to)];
    if (from !== undefined && to !== undefined && blockHolds(from, number)) {
      return addressText(to.first + (number - from.first));
    }
  }
  return undefined;
}
