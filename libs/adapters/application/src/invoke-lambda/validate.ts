import { errorText, faultOf } from '@breakwater/aws';
import { finding, type Finding, type ValidationContext } from '@breakwater/core';
import { functionState, mayInvoke } from '../service/functions.ts';
import { regionLeft } from '../steps/findings.ts';
import { isRepeatable, payloadLimit, payloadText, type InvokeLambdaRequest } from './params.ts';

/** Whether the function is there and may be invoked, learned without invoking it. */
export async function validateInvokeLambda(
  request: InvokeLambdaRequest,
  context: ValidationContext,
): Promise<Finding[]> {
  return [
    ...regionLeft(request, 'keep the function in the Region of recovery and invoke it there'),
    ...sizeFindings(request),
    ...adoptionFindings(request),
    ...(await functionFindings(request, context)),
  ];
}

function sizeFindings({ stepId, params }: InvokeLambdaRequest): Finding[] {
  const size = Buffer.byteLength(payloadText(params));
  const limit = payloadLimit(params);
  if (size <= limit) return [];
  const message = `the payload has ${size} bytes, Lambda takes ${limit}: hand over the place of the data instead`;
  return [finding(stepId, { code: 'payload-too-large', severity: 'error', message })];
}

function adoptionFindings({ stepId, params }: InvokeLambdaRequest): Finding[] {
  if (isRepeatable(params)) return [];
  const message =
    'when the answer to its invocation is lost, a person has to decide whether it ran: a function that may run twice can say so (idempotent: true), a durable one runs under a name (durable: true)';
  return [finding(stepId, { code: 'not-adoptable', severity: 'info', message })];
}

async function functionFindings(
  { stepId, params, target }: InvokeLambdaRequest,
  { aws, signal }: ValidationContext,
): Promise<Finding[]> {
  const where = { aws, target, signal };
  try {
    const { state, reason } = await functionState(where, params);
    await mayInvoke(where, params, payloadText(params));
    return stateFindings(stepId, params.function, state, reason);
  } catch (error) {
    signal.throwIfAborted();
    const code = faultOf(error) === 'refused' ? 'function-refused' : 'lambda-unreachable';
    const message = `function ${params.function} in account ${target.account}, ${target.region}: ${errorText(error)}`;
    return [finding(stepId, { code, severity: 'error', message })];
  }
}

function stateFindings(
  stepId: InvokeLambdaRequest['stepId'],
  name: string,
  state: string,
  reason: string | undefined,
): Finding[] {
  if (state === 'Active') return [];
  const why = reason === undefined ? '' : `: ${reason}`;
  const message = `function ${name} is ${state}${why}`;
  const isAsleep = state === 'Inactive' || state === 'Pending';
  return [finding(stepId, { code: 'function-not-active', severity: isAsleep ? 'info' : 'error', message })];
}
