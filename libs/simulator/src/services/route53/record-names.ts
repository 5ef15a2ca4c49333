/** Lower case, with the dot at the end, and an asterisk as Route 53 writes it. */
export function normalName(name: string): string {
  const lower = name.toLowerCase().replaceAll('*', '\\052');
  return lower.endsWith('.') ? lower : `${lower}.`;
}

/** Whether a normal name is the zone's or below it. */
export function isInZone(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** The order of lists: by the labels from the right, then by type, then by set identifier. */
export function sortKey(name: string, type = '', setIdentifier = ''): readonly string[] {
  return [name.split('.').reverse().join('.'), type, setIdentifier];
}

export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? '';
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}

const LABEL = /^(?:\\052|[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)$/;

/** Whether a normal name is one that DNS can hold. */
export function isDnsName(name: string): boolean {
  const labels = name.slice(0, -1).split('.');
  return name.length <= 255 && labels.every((label) => label.length <= 63 && LABEL.test(label));
}
