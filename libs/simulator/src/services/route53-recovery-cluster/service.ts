import { awsJsonProtocol } from '../../protocol/aws-json-protocol.ts';
import { REST_JSON_ERRORS } from '../../protocol/common-errors.ts';
import { createService } from '../../protocol/service.ts';
import {
  getRoutingControlState,
  listRoutingControls,
  updateRoutingControlState,
  updateRoutingControlStates,
} from './operations.ts';

/** Amazon Application Recovery Controller, routing control data plane: five endpoints, told apart by the Region of the signature. */
export const route53RecoveryCluster = createService(
  'route53-recovery-cluster',
  awsJsonProtocol({
    errors: { ...REST_JSON_ERRORS, unavailable: ['EndpointTemporarilyUnavailableException', 503] },
    targetPrefix: 'ToggleCustomerAPI',
    version: '1.0',
  }),
  [getRoutingControlState, listRoutingControls, updateRoutingControlState, updateRoutingControlStates],
);
