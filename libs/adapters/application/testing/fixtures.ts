import type { OperationRequest } from '@breakwater/core';
import { aStepRequest } from './run-step.ts';
import type { Applications } from './world.ts';

/** Three instances of one application. */
export const INSTANCE_IDS = ['i-00000000000000001', 'i-00000000000000002', 'i-00000000000000003'] as const;

export const instances = (
  over: { readonly tags?: Readonly<Record<string, string>> } = {},
): NonNullable<Applications['instances']> =>
  INSTANCE_IDS.map((id, index) => ({ id, name: `app-${index + 1}`, tags: { Application: 'payments', ...over.tags } }));

export const START_SERVICE = { commands: ['systemctl start payments'] };

/** Starts a service on all three instances. */
export const aCommandRequest = (
  params: OperationRequest['params'] = {},
  over: Partial<OperationRequest> = {},
): OperationRequest =>
  aStepRequest(
    { document: 'AWS-RunShellScript', instances: [...INSTANCE_IDS], parameters: START_SERVICE, ...params },
    { resources: INSTANCE_IDS.map((id) => ({ id })), ...over },
  );

/** An automation document with two steps and an output. */
export const SWITCH_DOCUMENT = {
  name: 'Switch-Application',
  type: 'Automation',
  parameters: { Site: { required: true } },
  steps: [
    { name: 'stop', seconds: [10, 10] },
    { name: 'start', seconds: [20, 20] },
  ],
  outputs: { 'start.Url': ['https://pay-west.example.com'] },
} satisfies NonNullable<NonNullable<Applications['ssm']>['documents']>[number];

export const anAutomationRequest = (
  params: OperationRequest['params'] = {},
  over: Partial<OperationRequest> = {},
): OperationRequest => aStepRequest({ document: SWITCH_DOCUMENT.name, parameters: { Site: 'west' }, ...params }, over);

export const aFunctionRequest = (
  params: OperationRequest['params'] = {},
  over: Partial<OperationRequest> = {},
): OperationRequest => aStepRequest({ function: 'warm-caches', payload: { site: 'west' }, ...params }, over);
