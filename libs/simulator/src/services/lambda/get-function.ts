import { digest } from '../../draws.ts';
import { defineOperation } from '../../protocol/operation.ts';
import { rewriteMember } from '../../protocol/rewrite-status.ts';
import type { LambdaInput } from './lambda-protocol.ts';
import { findFunction, functionArn } from './lookup.ts';

export const getFunction = defineOperation({
  name: 'GetFunction',
  input: ({ functionName, qualifier }: LambdaInput) => ({ functionName, qualifier }),
  resources: ({ functionName }) => [functionName],
  run: (call, { functionName, qualifier }) => {
    const { place, now } = call;
    const { spec, version } = findFunction(call, functionName, qualifier);
    const isAwake = now >= (place.lambda.wakesAt.get(spec.name) ?? Infinity);
    return {
      Configuration: {
        FunctionName: spec.name,
        FunctionArn: functionArn(place, spec.name),
        Runtime: spec.runtime ?? 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: spec.timeoutSeconds ?? 30,
        MemorySize: 128,
        Version: version,
        RevisionId: digest([spec.name, 'revision'], 32),
        State: spec.state === undefined || isAwake ? 'Active' : spec.state,
        LastUpdateStatus: 'Successful',
        PackageType: 'Zip',
      },
      Tags: spec.tags ?? {},
      ...(spec.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: spec.reservedConcurrency } }),
    };
  },
  rewriteStatus: (answer, word) => rewriteMember(answer, 'Configuration', { State: word }),
});
