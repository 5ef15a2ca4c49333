import { STS_ERRORS } from '../../protocol/common-errors.ts';
import { awsQueryProtocol } from '../../protocol/query-protocol.ts';
import { createService } from '../../protocol/service.ts';
import { describeLoadBalancers, describeTargetGroupAttributes, describeTargetGroups } from './describe-balancers.ts';
import { describeListeners, describeRules, modifyListener, modifyRule } from './listener-operations.ts';
import { addTags, describeTags, removeTags } from './tag-operations.ts';
import { deregisterTargets, describeTargetHealth, registerTargets } from './target-operations.ts';

/** Elastic Load Balancing, API version 2015-12-01. */
export const elb = createService(
  'elasticloadbalancing',
  awsQueryProtocol({ errors: STS_ERRORS, namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/' }),
  [
    describeLoadBalancers,
    describeTargetGroups,
    describeTargetGroupAttributes,
    describeTargetHealth,
    registerTargets,
    deregisterTargets,
    describeListeners,
    modifyListener,
    describeRules,
    modifyRule,
    describeTags,
    addTags,
    removeTags,
  ],
);
