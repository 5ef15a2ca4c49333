import { Type } from 'typebox';
import { HubSettings, ServiceSettings } from '@breakwater/hosting';

/** The settings of the orchestrator, from its environment. */
export const OrchestratorConfig = Type.Object({
  ...ServiceSettings,
  ...HubSettings,
  /** Polls that are open at the same time for each of its activities. */
  POLLERS: Type.Integer({ default: 10, minimum: 1, maximum: 1000 }),
  /** Tasks of each activity that it works on at the same time. */
  CAPACITY: Type.Integer({ default: 100, minimum: 1, maximum: 10_000 }),
});
