import { awsJsonProtocol } from '../../protocol/aws-json-protocol.ts';
import { createService } from '../../protocol/service.ts';
import { CLOUDWATCH_ERRORS } from './cloudwatch-errors.ts';
import { getMetricData, getMetricStatistics } from './metric-operations.ts';

/** Amazon CloudWatch, API version 2010-08-01: the metrics of replication alone. */
export const cloudwatch = createService(
  'cloudwatch',
  awsJsonProtocol({ errors: CLOUDWATCH_ERRORS, targetPrefix: 'GraniteServiceVersion20100801', version: '1.0' }),
  [getMetricData, getMetricStatistics],
  'monitoring',
);
