import {
  NO_USAGE,
  secondsBetween,
  type AwsClientKind,
  type AwsClients,
  type AwsUsage,
  type Clock,
  type Instant,
  type ResourceOutcome,
} from '@breakwater/core';

/** One launch of one server, as the cloud itself has it on record. */
export interface Launch {
  readonly server: string;
  /** Idempotency key that the launching attempt gave along. */
  readonly key: string;
}

export interface CloudJob {
  readonly id: string;
  readonly key: string;
  readonly kind: 'launch' | 'terminate' | 'keep';
  readonly servers: readonly string[];
  readonly failed: readonly string[];
  /** Servers that it leaves alone, or made sure that every later one does. */
  readonly kept: readonly string[];
  readonly startedAt: Instant;
}

/** What can be asked of the cloud. */
export type CloudCall =
  | {
      readonly operation: 'StartJob';
      readonly kind: CloudJob['kind'];
      readonly key: string;
      readonly servers: readonly string[];
    }
  | { readonly operation: 'ListJobs' }
  | { readonly operation: 'ListServers' };

export interface CloudClient {
  send(call: CloudCall, options?: { readonly abortSignal?: AbortSignal }): Promise<readonly CloudJob[]>;
}

export const CLOUD: AwsClientKind<CloudClient> = {
  service: 'cloud',
  create: () => {
    throw new Error('clients of the fake cloud come from its sessions');
  },
};

/** Stands between a client and the cloud; `send` brings the call about. */
export type Wire = <Value>(call: string, send: () => Promise<Value>) => Promise<Value>;

const directly: Wire = (_call, send) => send();

/** Seconds from a job's start to its end. */
export const JOB_SECONDS = 60;

/**
 * A service that launches servers in jobs, as DRS does: it takes no client token, starts whatever it is asked to start
 * as often as it is asked, and forgets no job.
 */
export class FakeCloud {
  /** Every launch there ever was, oldest first. */
  readonly launches: Launch[] = [];
  /** Servers that exist, by id, with the name that people know them by. */
  readonly servers = new Map<string, string>();
  /** Servers that no termination takes any more. */
  readonly kept = new Set<string>();
  readonly #clock: Clock;
  readonly #jobs: CloudJob[] = [];
  readonly #failures = new Map<string, number>();

  constructor(clock: Clock, servers: readonly string[]) {
    this.#clock = clock;
    for (const server of servers) this.servers.set(server, `name of ${server}`);
  }

  /** The next `times` launches of a server end in a failure. */
  failLaunches(server: string, times: number): void {
    this.#failures.set(server, times);
  }

  /** Clients of one execution, whose calls travel over a process's wire and are counted. */
  clients(wire: Wire = directly): AwsClients {
    let usage: AwsUsage = NO_USAGE;
    const client: CloudClient = {
      send: (call, { abortSignal } = {}) => {
        abortSignal?.throwIfAborted();
        const name = `cloud:${call.operation}`;
        const { byOperation } = usage;
        usage = { ...usage, byOperation: { ...byOperation, [name]: (byOperation[name] ?? 0) + 1 } };
        return wire(name, async () => this.#answer(call));
      },
    };
    return {
      client: <Client>() => client as Client,
      whoAmI: async ({ account }) => ({ account, arn: `arn:aws:sts::${account}:assumed-role/BreakwaterSpoke/test` }),
      usage: () => usage,
    };
  }

  isOver(job: CloudJob): boolean {
    return secondsBetween(job.startedAt, this.#clock.now()) >= JOB_SECONDS;
  }

  #answer(call: CloudCall): readonly CloudJob[] {
    if (call.operation !== 'StartJob') return [...this.#jobs];
    const { key, kind, servers } = call;
    const failed = kind === 'launch' ? servers.filter((server) => this.#fails(server)) : [];
    if (kind === 'keep') for (const server of servers) this.kept.add(server);
    const kept = kind === 'launch' ? [] : servers.filter((server) => this.kept.has(server));
    const id = `job-${this.#jobs.length + 1}`;
    const job = { id, key, kind, servers, failed, kept, startedAt: this.#clock.now() };
    this.#jobs.push(job);
    if (kind === 'launch') this.launches.push(...servers.map((server) => ({ server, key })));
    return [job];
  }

  #fails(server: string): boolean {
    const left = this.#failures.get(server) ?? 0;
    if (left > 0) this.#failures.set(server, left - 1);
    return left > 0;
  }
}

/** What became of each server of a job that is over. */
export const outcomesOf = ({ kind, servers, failed, kept }: CloudJob): readonly ResourceOutcome[] =>
  servers.map((id) =>
    failed.includes(id)
      ? { id, state: 'failed', status: 'failed', reason: 'no capacity' }
      : {
          id,
          state: 'succeeded',
          status: kept.includes(id) ? 'kept' : kind === 'launch' ? 'launched' : 'terminated',
          facts: { instance: `i-${id}` },
        },
  );
