/** Where a host with everything in one process keeps its executions. */
export type StoreChoice =
  /** In a file of its data folder. */
  | { readonly kind: 'sqlite' }
  /** In the tables of a hub's environment, beside the services or in place of them. */
  | { readonly kind: 'dynamodb'; readonly environment: string; readonly region: string };

/** `sqlite`, or `dynamodb:<environment>@<region>`. */
export const STORE_PATTERN = '^(sqlite|dynamodb:[a-z][a-z0-9-]{0,30}@[a-z]{2}(-[a-z]+)+-[0-9]+)$';

/** @returns `undefined` for a text that names no store */
export function storeChoice(text: string): StoreChoice | undefined {
  if (!new RegExp(STORE_PATTERN).test(text)) return undefined;
  const [environment, region] = text.replace(/^dynamodb:/, '').split('@');
  return environment === undefined || region === undefined
    ? { kind: 'sqlite' }
    : { kind: 'dynamodb', environment, region };
}
