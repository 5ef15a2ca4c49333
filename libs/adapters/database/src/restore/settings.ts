import type { RestoreRequest } from './params.ts';

/** The instant to restore, `undefined` for the latest. */
export const restoreAt = ({ params }: RestoreRequest): Date | undefined =>
  params.restoreTo === undefined || params.restoreTo === 'latest' ? undefined : new Date(params.restoreTo);

/** RDS calls the instant differently for instances and clusters, and takes it or the flag, never both. */
export function restoreTime<Name extends 'RestoreTime' | 'RestoreToTime'>(
  request: RestoreRequest,
  name: Name,
): Partial<Record<Name, Date>> | { readonly UseLatestRestorableTime: true } {
  const at = restoreAt(request);
  return at === undefined ? { UseLatestRestorableTime: true } : ({ [name]: at } as Partial<Record<Name, Date>>);
}

/** Where the copy is put: RDS takes the account's defaults for what is left out, never the source's. */
export const placement = ({ params }: RestoreRequest) => ({
  ...(params.subnetGroup !== undefined && { DBSubnetGroupName: params.subnetGroup }),
  ...(params.securityGroupIds !== undefined && { VpcSecurityGroupIds: [...params.securityGroupIds] }),
});
