import type { Static, TSchema } from 'typebox';

import type { Answer, Call, Operation, OperationDefinition } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { RestInput } from '../../protocol/rest-json-protocol.ts';
import { resourceNotFound, uninitialized } from './drs-errors.ts';
import { bodyOf } from './drs-input.ts';
import type { RecoveryInstance, SourceServer } from './drs-state.ts';

/** An operation whose JSON body has to satisfy a schema, in an initialised account. */
export function drsOperation<Schema extends TSchema>(
  body: Schema,
  definition: Omit<OperationDefinition<RestInput, Static<Schema>>, 'input'>,
): Operation<RestInput> {
  return initializedOperation<Static<Schema>>({ ...definition, input: bodyOf(body) });
}

/** An operation that needs an initialised account, as all but InitializeService do. */
export function initializedOperation<Input>(definition: OperationDefinition<RestInput, Input>): Operation<RestInput> {
  return defineOperation<RestInput, Input>({
    ...definition,
    run: (call, input): Answer => {
      if (!call.place.drs.initialized) throw uninitialized();
      return definition.run(call, input);
    },
  });
}

/** @throws ResourceNotFoundException */
export function sourceServer({ place }: Call, id: string): SourceServer {
  const server = place.drs.servers.get(id);
  if (!server) throw resourceNotFound(id, 'SOURCE_SERVER');
  return server;
}

/** @throws ResourceNotFoundException */
export function recoveryInstance({ place }: Call, id: string): RecoveryInstance {
  const found = place.drs.recoveryInstances.get(id);
  if (!found) throw resourceNotFound(id, 'RECOVERY_INSTANCE');
  return found;
}
