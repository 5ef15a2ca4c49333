import { createService } from '../../protocol/service.ts';
import { getFunction } from './get-function.ts';
import { invoke } from './invoke.ts';
import { lambdaProtocol } from './lambda-protocol.ts';

/** AWS Lambda, API version 2015-03-31. */
export const lambda = createService('lambda', lambdaProtocol, [invoke, getFunction]);
