/** A place in a plan document: member names and array indexes from the root. */
export type Path = readonly (string | number)[];

const PLAIN_MEMBER = /^[A-Za-z_][\w-]*$/;

/** How people see a path: `waves[1].steps[0].params`, `labels["two words"]`; empty for the document itself. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    if (!PLAIN_MEMBER.test(segment)) return `${text}[${JSON.stringify(segment)}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

/** @param pointer - JSON pointer (RFC 6901) into `root`; segments that index an array become numbers */
export function pathOfPointer(pointer: string, root: unknown): Path {
  if (pointer === '') return [];
  const path: (string | number)[] = [];
  let value = root;
  for (const escaped of pointer.slice(1).split('/')) {
    const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(name) : name);
    value = memberOf(value, name);
  }
  return path;
}

/** The value at a path; `undefined` where there is none. Inherited members do not count. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, segment) => memberOf(value, String(segment)), root);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** A record's own member: a name such as `constructor` finds nothing that nobody wrote. */
export const own = <Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
