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

/** What a follow-up of an execution would run. */
export async function showFollowUp(client: ApiClient, id: string, kind: FollowUpKind): Promise<FollowUpView> {
  return (await client.get(`${executionPath(id)}/follow-up?kind=${kind}`, followUpAnswer)).body;
}

/** Starts what follows an execution, by the version of the plan that it ran. @returns the new execution's id */
export async function startFollowUp(
  client: ApiClient,
  kind: FollowUpKind,
  of: ExecutionReport,
  seriousness?: Seriousness,
): Promise<string> {
  const { id, plan, planVersion } = of.execution;
  const body = { plan, planVersion, mode: kind, of: id, ...seriousness };
  return (await client.post('/v1/executions', body, startedAnswer)).body.executionId;
}

/** An execution's steps for people to do by hand, as Markdown. */
export const executionRunbook = (client: ApiClient, id: string): Promise<string> =>
  client.getText(`${executionPath(id)}/runbook`);
