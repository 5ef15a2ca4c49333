import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { executionRoutes } from '@breakwater/api-contract';
import { mountRoute } from '@breakwater/service';
import type { ExecutionServices } from './execution-services.ts';
import { eventStream, isLast } from './event-stream.ts';

const EVENT_STREAM = 'text/event-stream';

/** Serves an execution's history, stored and as it happens. */
export function mountEventRoutes(app: FastifyInstance, services: ExecutionServices): void {
  mountRoute(app, executionRoutes.listEvents, async ({ params, query, headers, request, signal }, refuse) => {
    const after = headers['last-event-id'] ?? query.after ?? 0;
    const commits = await services.application.executionHistory(params.id, after);
    if (commits === undefined) throw refuse('execution-unknown', `there is no execution ${params.id}`);
    if (!wantsStream(request.headers.accept)) return { status: 200, body: { items: commits } };
    if (commits.length === 0 && (await hasEnded(services, params.id))) return { status: 204, body: undefined };
    const until = AbortSignal.any([signal, services.stopping]);
    const content = Readable.from(opened(services, eventStream({ ...services, id: params.id, after, signal: until })));
    return { status: 200, mediaType: EVENT_STREAM, headers: { 'x-accel-buffering': 'no' }, content };
  });
}

const wantsStream = (accept: string | undefined): boolean => accept?.toLowerCase().includes(EVENT_STREAM) ?? false;

async function hasEnded(
  { application }: ExecutionServices,
  id: Parameters<ExecutionServices['application']['executionHistory']>[0],
) {
  const history = await application.executionHistory(id);
  return history?.some(isLast) ?? false;
}

/** Milliseconds after which a reader whose connection broke comes back by itself. */
const RETRY_MILLISECONDS = 2000;

/** Counts the stream while it is open, and sends something at once: a reader may have to wait long for the first event. */
async function* opened({ metrics }: ExecutionServices, stream: AsyncGenerator<string>): AsyncGenerator<string> {
  metrics.openStreams.inc();
  try {
    yield `retry: ${RETRY_MILLISECONDS}\n\n`;
    yield* stream;
  } finally {
    metrics.openStreams.dec();
  }
}
