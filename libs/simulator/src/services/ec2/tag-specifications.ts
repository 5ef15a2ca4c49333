import type { QueryParams } from '../../protocol/query-params.ts';
import { ec2Error } from './ec2-errors.ts';

/** The tags that a request puts on what it creates. @throws InvalidParameterValue for tags of another kind of resource */
export function readTagSpecifications(params: QueryParams, resourceType: string): Record<string, string> {
  const specifications = params.structures('TagSpecification', (prefix) => {
    const type = params.text(`${prefix}.ResourceType`) ?? '';
    if (type !== resourceType) {
      throw ec2Error('InvalidParameterValue', `'${type}' is not a valid taggable resource type for this operation.`);
    }
    return readTags(params, `${prefix}.Tag`);
  });
  return Object.assign({}, ...specifications) as Record<string, string>;
}

/** `Tag.1.Key`, `Tag.1.Value`, … under a prefix. */
export function readTags(params: QueryParams, name: string): Record<string, string> {
  const tags = params.structures(name, (entry): [string, string] => [
    params.text(`${entry}.Key`) ?? '',
    params.text(`${entry}.Value`) ?? '',
  ]);
  return Object.fromEntries(tags);
}
