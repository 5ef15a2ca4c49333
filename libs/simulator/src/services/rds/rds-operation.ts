import type { Operation, OperationDefinition } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { rdsError } from './rds-errors.ts';

/** An operation of RDS; a parameter that it does not read is refused, so that nothing is ignored in silence. */
export function rdsOperation<Input>(definition: OperationDefinition<QueryParams, Input>): Operation<QueryParams> {
  return defineOperation<QueryParams, Input>({
    ...definition,
    input: (params) => {
      const input = definition.input(params);
      const [unread] = params.unread();
      if (unread === undefined) return input;
      throw rdsError('InvalidParameterValue', `The simulator does not model the parameter ${unread}`);
    },
  });
}
