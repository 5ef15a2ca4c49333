import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { refuseUnread } from './assume-role-input.ts';

/** No policy can deny it: it proves who calls, not what they may do. */
export const getCallerIdentity = defineOperation({
  name: 'GetCallerIdentity',
  needsPermission: false,
  input: (params: QueryParams) => refuseUnread(params),
  run: ({ caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.accountId }),
});
