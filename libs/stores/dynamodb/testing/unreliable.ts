import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What becomes of one attempt of one call. */
export type Fate =
  | 'well'
  /** The call takes effect, its answer gets lost; the SDK sends it again. */
  | 'reply-lost'
  /** Nothing happens; the SDK sends it again. */
  | 'throttled'
  /** Nothing happens, now or ever: the process is gone. */
  | 'dead';

export interface Attempt {
  /** `PutItem`, `Query` and so on. */
  readonly operation: string;
  /** 1 for the client's first attempt of a write, then one more each; for a read, how many writes came before. */
  readonly writes: number;
  /** 1 for the first attempt of a call. */
  readonly attempt: number;
}

/** The process died at this call. */
export class KilledError extends Error {
  override readonly name = 'KilledError';
}

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

type Send = (args: never) => Promise<unknown>;

/** Lets each attempt of this client's calls meet its fate, beneath the SDK's retries. Gives the client itself. */
export function unreliable(client: DynamoDBClient, fateOf: (attempt: Attempt) => Fate): DynamoDBClient {
  let writes = 0;
  const attempts = new WeakMap<object, number>();
  const middleware =
    (next: Send, context: { readonly commandName?: string }): Send =>
    async (args) => {
      const operation = (context.commandName ?? '').replace(/Command$/, '');
      if (WRITES.has(operation)) writes += 1;
      const attempt = (attempts.get(context) ?? 0) + 1;
      attempts.set(context, attempt);
      return suffer(fateOf({ operation, writes, attempt }), () => next(args));
    };
  client.middlewareStack.add(middleware as never, { step: 'finalizeRequest', priority: 'low', name: 'unreliable' });
  return client;
}

async function suffer(fate: Fate, send: () => Promise<unknown>): Promise<unknown> {
  switch (fate) {
    case 'well':
      return send();
    case 'reply-lost':
      // A refusal is an answer too, and gets lost as well.
      await send().catch(() => undefined);
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    case 'throttled':
      throw Object.assign(new Error('slow down'), {
        name: 'ThrottlingException',
        $metadata: { httpStatusCode: 400 },
        $retryable: { throttling: true },
      });
    case 'dead':
      throw new KilledError('the process died here');
  }
}
