import { invalidInput } from './route53-errors.ts';

const LONGEST_PAGE = 300;
const DEFAULT_PAGE = 100;

/** `maxitems` of a list. More than the service gives in a page is taken as its longest page. */
export function readMaxItems(query: URLSearchParams, byDefault: number = DEFAULT_PAGE): number {
  const text = query.get('maxitems');
  if (text === null) return byDefault;
  const items = Number(text);
  if (!Number.isInteger(items) || items < 1)
    throw invalidInput(`Invalid request: maxitems '${text}' is not a page length`);
  return Math.min(items, LONGEST_PAGE);
}
