import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACTIVITY_OPERATIONS } from './activity-operations.ts';
import { MACHINE_OPERATIONS } from './machine-operations.ts';
import { parsed, type Operation, type OperationContext, type Place } from './operation.ts';
import { Play, type ExecutionStatus } from './play.ts';
import { ServiceError } from './service-error.ts';

export interface LocalStepFunctionsOptions {
  /** @default a free one */
  readonly port?: number;
  /**
   * Wall seconds for each second of a definition: heartbeats, time-outs and waits between retries. Polls are wall time.
   *
   * @default 1
   */
  readonly scale?: number;
  /** Wall seconds that a poll is held open when there is no task. @default 60 */
  readonly pollSeconds?: number;
  /** @default '111122223333' */
  readonly account?: string;
  /** @default 'us-west-2' */
  readonly region?: string;
}

/** A Step Functions in this process, for any SDK. Everything it knows is gone when it is closed. */
export interface LocalStepFunctions {
  readonly url: string;
  readonly region: string;
  readonly account: string;
  /**
   * Loses replies to `GetActivityTask` that would hand over a token: the task counts as taken, its connection is closed,
   * and it is offered again once its heartbeat has run out.
   *
   * @param activity - the end of the activity's name; absent: of any activity
   */
  loseNextTask(activity?: string): void;
  /** Tasks that no worker has taken, by activity name; those with none are left out. */
  waitingTasks(): Readonly<Record<string, number>>;
  /** Executions in the order in which they were started. */
  executions(): readonly { readonly arn: string; readonly name: string; readonly status: ExecutionStatus }[];
  /** Ends all executions and closes every connection. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const TARGET = /^AWSStepFunctions\.(\w+)$/;
/** Of a request to Step Functions, signed; the signature itself is not checked. */
const SIGNED = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\/states\/aws4_request, ?SignedHeaders=/;
const MAX_BODY_BYTES = 2 * 1_048_576;
const OPERATIONS: Readonly<Record<string, Operation>> = { ...ACTIVITY_OPERATIONS, ...MACHINE_OPERATIONS };

/** Starts it on the loopback address. @throws when the port is taken */
export async function startLocalStepFunctions(options: LocalStepFunctionsOptions = {}): Promise<LocalStepFunctions> {
  const play = new Play(options.scale ?? 1);
  const place: Place = { account: options.account ?? '111122223333', region: options.region ?? 'us-west-2' };
  const lost: string[] = [];
  const losesReply = (activityArn: string): boolean => {
    const index = lost.findIndex((ending) => activityArn.endsWith(ending));
    return index >= 0 && lost.splice(index, 1).length > 0;
  };
  const context = { play, place, pollSeconds: options.pollSeconds ?? 60, losesReply };
  const server = createServer((request, response) => {
    serve(request, response, context).catch((error: unknown) => {
      console.error(error);
      request.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, LOOPBACK, resolve);
  });
  return {
    ...place,
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    loseNextTask: (activity = '') => void lost.push(activity),
    waitingTasks: () =>
      Object.fromEntries(
        [...play.activities.values()].flatMap(({ name, queue }) =>
          queue.waitingCount > 0 ? [[name, queue.waitingCount]] : [],
        ),
      ),
    executions: () => [...play.executions.values()].map(({ arn, name, status }) => ({ arn, name, status })),
    close: async () => {
      play.stopAll();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  context: Omit<OperationContext, 'gone'>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const operation = operationOf(request, context.place);
    const input = parsed(await bodyOf(request), 'SerializationException');
    const reply = await operation(input, { ...context, gone: gone.signal });
    if (reply === 'lost') request.socket.destroy();
    else write(response, 200, reply);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    write(response, error.status, {
      __type: `com.amazonaws.swf.service.v2.model#${error.name}`,
      message: error.message,
    });
  }
}

function operationOf(request: IncomingMessage, { region }: Place): Operation {
  const name = TARGET.exec(String(request.headers['x-amz-target']))?.[1] ?? '';
  const operation = request.method === 'POST' && request.url === '/' ? OPERATIONS[name] : undefined;
  if (operation === undefined)
    throw new ServiceError('UnknownOperationException', `this local Step Functions does not play "${name}"`);
  const signedFor = SIGNED.exec(request.headers.authorization ?? '')?.[1];
  if (signedFor === undefined)
    throw new ServiceError('MissingAuthenticationTokenException', 'the request is not signed for states', 403);
  if (signedFor !== region)
    throw new ServiceError('InvalidSignatureException', `signed for ${signedFor}, and this is ${region}`, 403);
  return operation;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new ServiceError('RequestEntityTooLargeException', 'the request is too large', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function write(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
