/** What {@link xml} can write; undefined members are left out. */
export type XmlValue =
  string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}

/** One element. The entries of a list are children named `itemName`: `item` for EC2, `member` for query services. */
export function xml(name: string, value: XmlValue, itemName: string): string {
  if (value === undefined) return '';
  return `<${name}>${content(value, itemName)}</${name}>`;
}

function content(value: Exclude<XmlValue, undefined>, itemName: string): string {
  if (isList(value)) return value.map((entry) => xml(itemName, entry, itemName)).join('');
  if (typeof value === 'object') return members(value, itemName);
  return escapeXml(String(value));
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** The elements of an object's members, without a parent. */
export function members(value: { readonly [name: string]: XmlValue }, itemName: string): string {
  return Object.entries(value)
    .map(([name, member]) => xml(name, member, itemName))
    .join('');
}
