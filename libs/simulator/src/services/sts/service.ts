import { STS_ERRORS } from '../../protocol/common-errors.ts';
import { awsQueryProtocol } from '../../protocol/query-protocol.ts';
import { createService } from '../../protocol/service.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

/** AWS Security Token Service, API version 2011-06-15. */
export const sts = createService(
  'sts',
  awsQueryProtocol({ errors: STS_ERRORS, namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }),
  [assumeRole, getCallerIdentity],
);
