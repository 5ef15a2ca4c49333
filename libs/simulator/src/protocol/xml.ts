/** What {@link xml} can write; undefined members are left out. */
export type XmlValue =
  string | number | boolean | undefined | NamedList | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/** A list whose entries are called otherwise than those of lists of its name. */
export class NamedList {
  readonly itemName: string;
  readonly entries: readonly string[];
  constructor(itemName: string, entries: readonly string[]) {
    this.itemName = itemName;
    this.entries = entries;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}

/** How the entries of a list are called, by the list's name: `item` for EC2, mostly `member` for query services. */
export type ItemNames = (listName: string) => string;

/** One element; the entries of a list are its children. */
export function xml(name: string, value: XmlValue, itemNames: ItemNames): string {
  if (value === undefined) return '';
  return `<${name}>${content(name, value, itemNames)}</${name}>`;
}

function content(name: string, value: Exclude<XmlValue, undefined>, itemNames: ItemNames): string {
  if (value instanceof NamedList) return value.entries.map((entry) => xml(value.itemName, entry, itemNames)).join('');
  if (isList(value)) return value.map((entry) => xml(itemNames(name), entry, itemNames)).join('');
  if (typeof value === 'object') return members(value, itemNames);
  return escapeXml(String(value));
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** The elements of an object's members, without a parent. */
export function members(value: { readonly [name: string]: XmlValue }, itemNames: ItemNames): string {
  return Object.entries(value)
    .map(([name, member]) => xml(name, member, itemNames))
    .join('');
}
