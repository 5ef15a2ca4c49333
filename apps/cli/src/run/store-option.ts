import { storeChoice, type StoreChoice } from '@breakwater/hosting';
import { InputError } from '../errors.ts';

/** @throws InputError for a text that names no store */
export function storeOption(text: string | undefined): StoreChoice | undefined {
  if (text === undefined) return undefined;
  const choice = storeChoice(text);
  if (choice !== undefined) return choice;
  throw new InputError(
    `--store is ${text}: give sqlite, or dynamodb:<environment>@<region> such as dynamodb:prod@eu-west-1`,
  );
}
