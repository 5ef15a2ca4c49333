import type { Commit, ExecutionReport, GateReport } from '@breakwater/core';
import { commitListAnswer, executionPageAnswer, gateAnswer, gateListAnswer, reportAnswer } from './answers.ts';
import type { ApiClient } from './api-client.ts';

const PAGE = 100;

/** Heads of executions, newest first. */
export async function listExecutions(
  client: ApiClient,
  filter: { readonly ended?: boolean; readonly limit?: number } = {},
) {
  const query = new URLSearchParams({ limit: String(filter.limit ?? PAGE) });
  if (filter.ended !== undefined) query.set('ended', String(filter.ended));
  const { body } = await client.get(`/v1/executions?${query.toString()}`, executionPageAnswer);
  return body.items;
}

export async function showExecution(client: ApiClient, id: string): Promise<ExecutionReport> {
  return (await client.get(executionPath(id), reportAnswer)).body;
}

/** The reports of all that are not over. */
export async function unfinishedReports(client: ApiClient): Promise<ExecutionReport[]> {
  const heads = await listExecutions(client, { ended: false });
  return Promise.all(heads.map((head) => showExecution(client, head.executionId)));
}

export type SteeringCommand = 'pause' | 'resume' | 'cancel' | 'take-over';

export async function commandExecution(
  client: ApiClient,
  id: string,
  command: SteeringCommand,
  note: string | undefined,
): Promise<ExecutionReport> {
  const body = note === undefined ? {} : { note };
  return (await client.post(`${executionPath(id)}/${command}`, body, reportAnswer)).body;
}

/** The whole history, oldest first. */
export async function listCommits(client: ApiClient, id: string): Promise<readonly Commit[]> {
  return (await client.get(`${executionPath(id)}/events`, commitListAnswer)).body.items;
}

export async function listGates(client: ApiClient, id: string): Promise<readonly GateReport[]> {
  return (await client.get(`${executionPath(id)}/gates`, gateListAnswer)).body.items;
}

export async function showGate(
  client: ApiClient,
  id: string,
  gate: string,
): Promise<{ gate: GateReport; etag: string | undefined }> {
  const { body, etag } = await client.get(gatePath(id, gate), gateAnswer);
  return { gate: body, etag };
}

/** @param etag - of the gate as it was shown; another state of it is refused */
export async function resolveGate(
  client: ApiClient,
  id: string,
  gate: string,
  answer: object,
  etag: string | undefined,
): Promise<GateReport> {
  const headers = { 'if-match': etag ?? '*' };
  return (await client.post(`${gatePath(id, gate)}/resolve`, answer, gateAnswer, headers)).body;
}

/** Where an execution is found. */
export const executionPath = (id: string): string => `/v1/executions/${encodeURIComponent(id)}`;
const gatePath = (id: string, gate: string): string => `${executionPath(id)}/gates/${encodeURIComponent(gate)}`;
