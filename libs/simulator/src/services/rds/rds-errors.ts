import type { CommonErrors } from '../../protocol/common-errors.ts';
import { STS_ERRORS } from '../../protocol/common-errors.ts';
import { ServiceError } from '../../protocol/service-error.ts';

/** RDS speaks the query protocol with the same common errors as STS. */
export const RDS_ERRORS: CommonErrors = { ...STS_ERRORS, invalidRequest: ['InvalidParameterValue', 400] };

/**
 * Codes as they are sent. An SDK names its errors by shape instead: `DBInstanceNotFoundFault` for `DBInstanceNotFound`.
 *
 * @see the query-error traits of the API model 2014-10-31
 */
const STATUS_BY_CODE = {
  DBClusterNotFoundFault: 404,
  DBInstanceNotFound: 404,
  GlobalClusterNotFoundFault: 404,
  DBClusterSnapshotNotFoundFault: 404,
  DBSnapshotNotFound: 404,
  DBInstanceAutomatedBackupNotFound: 404,
  InvalidDBClusterStateFault: 400,
  InvalidDBInstanceState: 400,
  InvalidGlobalClusterStateFault: 400,
  DBInstanceAlreadyExists: 400,
  DBClusterAlreadyExistsFault: 400,
  DBClusterSnapshotAlreadyExistsFault: 400,
  DBSnapshotAlreadyExists: 400,
  PointInTimeRestoreNotEnabled: 400,
  InvalidRestoreFault: 400,
  InstanceQuotaExceeded: 400,
  DBClusterQuotaExceededFault: 403,
  InvalidParameterValue: 400,
  InvalidParameterCombination: 400,
  MissingParameter: 400,
} as const;

/** A refusal of RDS's. */
export function rdsError(code: keyof typeof STATUS_BY_CODE, message: string): ServiceError {
  return new ServiceError(code, STATUS_BY_CODE[code], message);
}
