import {
  defineAdapter,
  defineOperation,
  type Json,
  type Observation,
  type OperationContext,
  type OperationRequest,
  type TechnologyAdapter,
} from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { CLOUD, outcomesOf, type CloudJob, type FakeCloud } from './fake-cloud.ts';

const Params = Type.Object(
  {
    sourceServerIds: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    protectionGroup: Type.Optional(Type.String()),
    note: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { additionalProperties: false },
);
const Outputs = Type.Object({ jobId: Type.String() });
type Request = OperationRequest<Static<typeof Params>>;

const LOOK_SECONDS = 30;

/**
 * The technology `drs`, played by a {@link FakeCloud}. An attempt is one job, found again by the attempt's key; nothing
 * but the journaled intent tells that there may be one, so the order of intent and effect matters here.
 */
export function fakeAdapter(cloud: FakeCloud): TechnologyAdapter {
  return defineAdapter({
    technology: 'drs',
    contractVersion: 1,
    operations: [
      operation(cloud, 'recover', 'launch'),
      operation(cloud, 'terminate', 'terminate'),
      operation(cloud, 'keep', 'keep'),
    ],
    resolve: async ({ ids, allOf }, target, { aws, signal }) => {
      await aws.client(CLOUD, target).send({ operation: 'ListServers' }, { abortSignal: signal });
      const wanted = (id: string) => ids?.includes(id) ?? (allOf !== undefined && id.startsWith(allOf['prefix'] ?? ''));
      return [...cloud.servers]
        .filter(([id]) => wanted(id))
        .map(([id, name]) => ({ id, name }))
        .sort((left, right) => (left.id < right.id ? -1 : 1));
    },
  });
}

function operation(cloud: FakeCloud, name: string, kind: CloudJob['kind']) {
  return defineOperation({
    name,
    summary: `${kind}s servers`,
    params: Params,
    outputs: Outputs,
    reversible: 'yes',
    adoptable: true,
    inDrill: () => 'isolated',
    selects: ({ protectionGroup, sourceServerIds }) => {
      if (protectionGroup !== undefined) return { kind: 'protection-group', name: protectionGroup };
      return sourceServerIds === undefined ? undefined : { kind: 'selection', selection: { ids: sourceServerIds } };
    },
    validate: async () => [],
    start: (request, context) => start(kind, request, context),
    monitor: (request, checkpoint, context) => look(cloud, request, checkpoint, context),
    ...(kind === 'launch' && {
      cleanup: (_request: Request, { resources }: { resources: readonly { id: string }[] }) => [
        {
          operation: 'terminate',
          params: { sourceServerIds: resources.map(({ id }) => id) },
          description: 'terminate what the drill launched',
        },
      ],
      keep: (_request: Request, { resources }: { resources: readonly { id: string }[] }) => [
        {
          operation: 'keep',
          params: { sourceServerIds: resources.map(({ id }) => id) },
          description: 'keep what the drill launched',
        },
      ],
    }),
    runbook: () => [{ text: `${kind} the servers by hand` }],
    estimate: () => ({ typicalSeconds: 60, longestSeconds: 120 }),
  });
}

async function start(kind: CloudJob['kind'], request: Request, context: OperationContext): Promise<Json> {
  const client = context.aws.client(CLOUD, request.target);
  const options = { abortSignal: context.signal };
  const known = context.resumed ? await client.send({ operation: 'ListJobs' }, options) : [];
  const own = known.find((job) => job.key === context.key);
  if (own !== undefined) return { jobId: own.id };
  const servers = request.only ?? request.resources.map(({ id }) => id);
  const [job] = await client.send({ operation: 'StartJob', kind, key: context.key, servers }, options);
  return { jobId: job?.id ?? '' };
}

async function look(
  cloud: FakeCloud,
  request: Request,
  checkpoint: Json,
  context: OperationContext,
): Promise<Observation> {
  const client = context.aws.client(CLOUD, request.target);
  const jobs = await client.send({ operation: 'ListJobs' }, { abortSignal: context.signal });
  const { jobId } = checkpoint as { readonly jobId: string };
  const job = jobs.find(({ id }) => id === jobId);
  if (job === undefined) throw new Error(`there is no job ${jobId}`);
  if (!cloud.isOver(job)) {
    const progress = { done: 0, total: job.servers.length, unit: 'servers' };
    return { kind: 'running', progress, lookAgainInSeconds: LOOK_SECONDS };
  }
  const untouched = (request.previous ?? []).filter(({ id }) => !job.servers.includes(id));
  const resources = [...untouched, ...outcomesOf(job)];
  if (job.failed.length === 0) return { kind: 'succeeded', outputs: { jobId }, resources };
  const failure = { code: 'servers-failed', message: 'no capacity', retryable: true };
  return { kind: 'failed', failure, resources, outputs: { jobId } };
}
