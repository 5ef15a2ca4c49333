import {
  type AwsClientKind,
  type AwsClients,
  type Clock,
  type Instant,
  NO_USAGE,
  type ResourceOutcome,
  secondsBetween,
} from '@breakwater/core';
import type { AwsWrite } from './operation-world.ts';

/** A job of the sample cloud; it ends a minute after it was started. */
export interface SampleJob {
  readonly id: string;
  readonly key: string;
  readonly resources: readonly string[];
  readonly failed: readonly string[];
  readonly startedAt: Instant;
}

export class StartJobCommand {
  readonly input: { readonly key: string; readonly resources: readonly string[] };
  constructor(input: StartJobCommand['input']) {
    this.input = input;
  }
}

/** All jobs of the account. */
export class DescribeJobsCommand {}

export interface SampleClient {
  send(command: StartJobCommand | DescribeJobsCommand): Promise<readonly SampleJob[]>;
}

export const SAMPLE: AwsClientKind<SampleClient> = {
  service: 'sample',
  create: () => {
    throw new Error('clients of the sample come from its cloud');
  },
};

export const JOB_SECONDS = 60;
export const NO_CAPACITY = 'InsufficientInstanceCapacity in us-west-2b';

/** A service that copies resources in jobs, as DRS launches servers: no client token, and no job is ever forgotten. */
export class SampleCloud {
  readonly writes: AwsWrite[] = [];
  readonly #clock: Clock;
  readonly #jobs: SampleJob[] = [];
  /** Resources for which there is no capacity. */
  withoutCapacity: readonly string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How often each resource was copied. */
  copies(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const resource of this.#jobs.flatMap((job) => job.resources)) {
      counts[`copy of ${resource}`] = (counts[`copy of ${resource}`] ?? 0) + 1;
    }
    return counts;
  }

  clients(): AwsClients {
    const client: SampleClient = { send: async (command) => this.#answer(command) };
    return {
      client: <Client>() => client as Client,
      whoAmI: async ({ account }) => ({ account, arn: `arn:aws:sts::${account}:assumed-role/sample/test` }),
      usage: () => NO_USAGE,
    };
  }

  outcomes(job: SampleJob): readonly ResourceOutcome[] {
    return job.resources.map((id) =>
      job.failed.includes(id)
        ? { id, state: 'failed', status: 'failed', reason: NO_CAPACITY }
        : { id, state: 'succeeded', status: 'copied' },
    );
  }

  isOver(job: SampleJob): boolean {
    return secondsBetween(job.startedAt, this.#clock.now()) >= JOB_SECONDS;
  }

  #answer(command: StartJobCommand | DescribeJobsCommand): readonly SampleJob[] {
    if (!(command instanceof StartJobCommand)) return [...this.#jobs];
    const { key, resources } = command.input;
    const failed = resources.filter((resource) => this.withoutCapacity.includes(resource));
    const job = { id: `job-${this.#jobs.length + 1}`, key, resources, failed, startedAt: this.#clock.now() };
    this.#jobs.push(job);
    this.writes.push({ operation: 'sample:StartJob', resources, touches: 'own' });
    return [job];
  }
}
