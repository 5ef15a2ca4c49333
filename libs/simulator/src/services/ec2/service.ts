import { EC2_ERRORS } from '../../protocol/common-errors.ts';
import { ec2QueryProtocol } from '../../protocol/query-protocol.ts';
import { createService } from '../../protocol/service.ts';
import { describeInstanceAttribute, modifyInstanceAttribute, terminateInstances } from './change-instances.ts';
import { describeInstances, describeInstanceStatus } from './describe-instances.ts';
import { createTags, describeTags } from './tags.ts';

/** Amazon EC2, API version 2016-11-15: what is needed around recovery instances. */
export const ec2 = createService(
  'ec2',
  ec2QueryProtocol({ errors: EC2_ERRORS, namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' }),
  [
    describeInstances,
    describeInstanceStatus,
    terminateInstances,
    modifyInstanceAttribute,
    describeInstanceAttribute,
    createTags,
    describeTags,
  ],
);
