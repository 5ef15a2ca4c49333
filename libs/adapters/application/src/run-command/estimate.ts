import type { DurationEstimate } from '@breakwater/core';
import { parameterLists } from '../targets/document-params.ts';
import { comesFromEarlierStep } from '../targets/instance-choice.ts';
import { agentWaitSeconds, deliveryTimeoutSeconds, type RunCommandRequest } from './params.ts';

/** Of AWS-RunShellScript and AWS-RunPowerShellScript, where their parameter `executionTimeout` is not given. */
const DEFAULT_EXECUTION_SECONDS = 3_600;

/** Our assumption; AWS gives no figure. A freshly launched instance registers within minutes of its boot. */
const TYPICAL = { command: 60, freshAgent: 180 };

/** Longest: every wait that the parameters allow, one after the other. */
export function commandEstimate({ params }: Pick<RunCommandRequest, 'params'>): DurationEstimate {
  const [given] = parameterLists(params.parameters)['executionTimeout'] ?? [];
  const execution = Number(given ?? DEFAULT_EXECUTION_SECONDS);
  const longest =
    agentWaitSeconds(params) +
    deliveryTimeoutSeconds(params) +
    (Number.isFinite(execution) ? execution : DEFAULT_EXECUTION_SECONDS);
  const typical = TYPICAL.command + (comesFromEarlierStep(params) ? TYPICAL.freshAgent : 0);
  return { typicalSeconds: Math.min(typical, longest), longestSeconds: longest };
}
