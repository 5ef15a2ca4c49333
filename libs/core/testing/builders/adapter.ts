import { executionId, type OperationRequest, stepId } from '@breakwater/core';

/** One step, ready to run: recovers one server in a drill. */
export const anOperationRequest = (over: Partial<OperationRequest> = {}): OperationRequest => ({
  executionId: executionId('test-000001'),
  stepId: stepId('servers'),
  mode: 'drill',
  intent: 'planned',
  target: { account: '333344445555', region: 'us-west-2' },
  originRegion: 'us-east-1',
  params: { sourceServerIds: ['s-00000000000000001'] },
  resources: [{ id: 's-00000000000000001', name: 'app-1' }],
  objectives: { rpoMinutes: 5 },
  tier: 2,
  ...over,
});
