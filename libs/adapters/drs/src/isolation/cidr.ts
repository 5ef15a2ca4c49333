import { BlockList, isIP } from 'node:net';

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

export const isEverywhere = (cidr: string): boolean => EVERYWHERE.has(cidr);

/** Whether all addresses of a block are in one of the others. A text that is no block is in none. */
export function isWithin(cidr: string, blocks: readonly string[]): boolean {
  const inner = blockOf(cidr);
  return (
    inner !== undefined &&
    blocks.some((text) => {
      const outer = blockOf(text);
      if (outer === undefined || outer.family !== inner.family || outer.prefix > inner.prefix) return false;
      const list = new BlockList();
      list.addSubnet(outer.address, outer.prefix, outer.family);
      return list.check(inner.address, inner.family);
    })
  );
}

function blockOf(text: string) {
  const [address = '', length = ''] = text.split('/');
  const version = isIP(address);
  const prefix = Number(length);
  if (version === 0 || !/^\d{1,3}$/.test(length) || prefix > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix, family: version === 4 ? ('ipv4' as const) : ('ipv6' as const) };
}
