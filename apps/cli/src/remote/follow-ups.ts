import type { FollowUpKind } from '@breakwater/application';
import type { ExecutionReport } from '@breakwater/core';
import { followUpAnswer, startedAnswer, type FollowUpView } from './answers.ts';
import type { ApiClient } from './api-client.ts';
import { executionPath } from './executions.ts';

/** Why something that changes production is started. */
export interface Seriousness {
  readonly incident: string;
  readonly reason: string;
  readonly confirm: string;
}

/** Why what a drill launched is kept, and of which steps: all that launched something when absent. */
export interface Keeping {
  readonly reason: string;
  readonly steps?: readonly string[];
}

/**
 * What a follow-up of an execution would run.
 *
 * @param steps - of a keep
 */
export async function showFollowUp(
  client: ApiClient,
  id: string,
  kind: FollowUpKind,
  steps?: readonly string[],
): Promise<FollowUpView> {
  const query = new URLSearchParams({ kind, ...(steps !== undefined && { steps: steps.join(',') }) });
  return (await client.get(`${executionPath(id)}/follow-up?${query.toString()}`, followUpAnswer)).body;
}

/** Starts what follows an execution, by the version of the plan that it ran. @returns the new execution's id */
export async function startFollowUp(
  client: ApiClient,
  kind: FollowUpKind,
  of: ExecutionReport,
  asked?: Seriousness | Keeping,
): Promise<string> {
  const { id, plan, planVersion } = of.execution;
  const body = { plan, planVersion, mode: kind, of: id, ...asked };
  return (await client.post('/v1/executions', body, startedAnswer)).body.executionId;
}

/** An execution's steps for people to do by hand, as Markdown. */
export const executionRunbook = (client: ApiClient, id: string): Promise<string> =>
  client.getText(`${executionPath(id)}/runbook`);
