import { isRecord } from '../shared.ts';

/** What an RFC 9457 problem says, as one message: its title, its detail, and each fault with its place. */
export function problemMessage(status: number, problem: Readonly<Record<string, unknown>>): string {
  const title = textOf(problem['title']) ?? `the server answered ${status}`;
  const detail = textOf(problem['detail']);
  const code = textOf(problem['code']);
  const head = [title, detail].filter((text) => text !== undefined).join(': ');
  return [
    `${head}${code === undefined ? '' : ` (${code})`}`,
    ...itemsOf(problem['errors']),
    ...itemsOf(problem['faults']),
  ].join('; ');
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const itemsOf = (items: unknown): string[] =>
  Array.isArray(items)
    ? items.filter(isRecord).map((item) => `${textOf(item['path']) ?? ''} ${textOf(item['message']) ?? ''}`.trim())
    : [];
