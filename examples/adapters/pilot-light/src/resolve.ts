import type { ManualInstruction, ResolvedResource, Selection, Target, ValidationContext } from '@breakwater/core';
import { byIds, describeInstances, type Instance } from './ec2.ts';

const GONE = ['shutting-down', 'terminated'];

/** The instances of a selection, sorted by id. */
export async function resolveInstances(
  selection: Selection,
  target: Target,
  { aws, signal }: ValidationContext,
): Promise<readonly ResolvedResource[]> {
  const filters =
    selection.ids === undefined
      ? Object.entries(selection.allOf ?? {}).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }))
      : byIds(selection.ids);
  const found = await describeInstances({ aws, target, signal }, filters);
  return found
    .filter((instance) => !GONE.includes(instance.state) && matches(selection, instance))
    .map(({ id, name }) => ({ id, ...(name !== undefined && { name }) }))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

function matches({ allOf = {}, anyOf, noneOf = {} }: Selection, { tags }: Instance): boolean {
  const has = ([key, value]: [string, string]): boolean => tags[key] === value;
  return (
    Object.entries(allOf).every(has) &&
    (anyOf === undefined || Object.entries(anyOf).some(has)) &&
    !Object.entries(noneOf).some(has)
  );
}

/** How a person lists them by hand. */
export function listingByHand({ ids, allOf = {} }: Selection, { region, account }: Target): ManualInstruction {
  const filters = Object.entries(allOf).map(([key, value]) => `"Name=tag:${key},Values=${value}"`);
  const which = ids === undefined ? `--filters ${filters.join(' ')}` : `--instance-ids ${ids.join(' ')}`;
  return {
    text: `list the standby instances of account ${account}`,
    commands: [`aws ec2 describe-instances --region ${region} ${which}`],
  };
}
