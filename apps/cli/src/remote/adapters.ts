import { adapterAnswer, adapterListAnswer, type AdapterView } from './answers.ts';
import type { ApiClient } from './api-client.ts';

export async function listAdapters(client: ApiClient): Promise<readonly AdapterView[]> {
  return (await client.get('/v1/adapters', adapterListAnswer)).body.items;
}

/** People do the technology's steps from now on. */
export async function disableAdapter(client: ApiClient, technology: string, reason: string): Promise<AdapterView> {
  return (await client.post(`${adapterPath(technology)}/disable`, { reason }, adapterAnswer)).body;
}

export async function enableAdapter(client: ApiClient, technology: string): Promise<AdapterView> {
  return (await client.post(`${adapterPath(technology)}/enable`, {}, adapterAnswer)).body;
}

const adapterPath = (technology: string): string => `/v1/adapters/${encodeURIComponent(technology)}`;
