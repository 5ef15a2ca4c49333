import {
  EVENT_SCHEMA_VERSION,
  type ExecutionEvent,
  type ExecutionEventBody,
  type ExecutionHead,
  type ExecutionId,
  executionId,
  type ExecutionRequest,
} from '@breakwater/core';
import { T0 } from '../clock/virtual-clock.ts';
import { anActor } from './people.ts';

export const anExecutionId = (name = 'test-000001'): ExecutionId => executionId(name);

/** A planned drill of {@link aRecoveryPlan}, with AWS simulated. */
export const anExecutionRequest = (over: Partial<ExecutionRequest> = {}): ExecutionRequest => ({
  plan: 'payments',
  planVersion: 1,
  planHash: '0'.repeat(64),
  mode: 'drill',
  intent: 'planned',
  parameters: {},
  acceptFindings: [],
  simulated: true,
  ...over,
});

/** Completes an event: by {@link anActor}, at T0. */
export const anEvent = (
  body: ExecutionEventBody = { type: 'validation-started' },
  over: Partial<Pick<ExecutionEvent, 'at' | 'by'>> = {},
): ExecutionEvent => ({ schemaVersion: EVENT_SCHEMA_VERSION, at: T0, by: anActor(), ...over, ...body });

/** The event that begins every history. */
export const anExecutionRequested = (id: ExecutionId = anExecutionId()): ExecutionEvent =>
  anEvent({ type: 'execution-requested', executionId: id, request: anExecutionRequest() });

/** A line of the list for a running drill. */
export const aHead = (over: Partial<ExecutionHead> = {}): ExecutionHead => ({
  executionId: anExecutionId(),
  plan: 'payments',
  planVersion: 1,
  mode: 'drill',
  status: 'running',
  outcome: null,
  version: 1,
  requestedAt: T0,
  updatedAt: T0,
  ended: false,
  ...over,
});
