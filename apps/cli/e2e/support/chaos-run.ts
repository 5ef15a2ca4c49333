import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionReport } from '@breakwater/core';
import { openLocalAuthority } from '@breakwater/service';
import { waitFor } from '../../testing/wait-for.ts';
import { startProcess, type PlayedProcess } from './played-process.ts';
import { rest, type RestAnswer, type RestRequest } from './rest.ts';
import { SimulatorRecords } from './simulator-records.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const BREAKWATER = 'bin/breakwater.js';
const SERVE_MUTANT = 'e2e/support/serve-mutant.ts';

export interface ServerOptions {
  /** A product with a flaw, see `serve-mutant.ts`. */
  readonly mutant?: string;
  readonly leaseSeconds?: number;
  /** Of its engine. @default the product's */
  readonly engine?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One simulator, one data folder, and any number of servers on them, one after the other or side by side. */
export class ChaosRun {
  readonly folder = mkdtempSync(join(tmpdir(), 'breakwater-chaos-'));
  readonly dataDir = join(this.folder, 'data');
  readonly #processes: PlayedProcess[] = [];
  #simulator = '';
  #server: string | undefined;
  #executionId = '';

  async startSimulator(speed: number): Promise<void> {
    const estate = join(FIXTURES, 'chaos-estate.yaml');
    const words = ['simulate', estate, '--port', '0', '--speed', String(speed)];
    this.#simulator = await this.#listening(this.#start(BREAKWATER, words));
  }

  /** Starts a server; the newest one that listens is spoken to. */
  startServer({ mutant, leaseSeconds = 2, engine, environment }: ServerOptions = {}): PlayedProcess {
    const words = ['--simulate', this.#simulator, '--data', this.dataDir, '--port', '0'];
    const started = this.#start(mutant === undefined ? BREAKWATER : SERVE_MUTANT, ['serve', ...words], {
      BREAKWATER_LEASE_SECONDS: String(leaseSeconds),
      ...(mutant !== undefined && { MUTANT: mutant }),
      ...(engine !== undefined && { BREAKWATER_ENGINE_NAME: engine }),
      ...environment,
    });
    void started.listening.then((url) => {
      if (url !== undefined) this.#server = url;
    });
    return started;
  }

  /** Starts a server and waits until it listens. */
  async openServer(options: ServerOptions = {}): Promise<PlayedProcess> {
    const started = this.startServer(options);
    await this.#listening(started);
    return started;
  }

  /** Saves the plan and starts a drill. */
  async startDrill(): Promise<void> {
    const plan = await readFile(join(FIXTURES, 'chaos-plan.yaml'), 'utf8');
    const headers = { 'content-type': 'application/yaml' };
    expectStatus(await this.#ask('recovery-plans', { method: 'POST', headers, body: plan }), 201);
    const started = await this.#ask('executions', {
      method: 'POST',
      headers: { 'idempotency-key': 'the-drill' },
      body: { plan: 'chaos', mode: 'drill' },
    });
    expectStatus(started, 202);
    this.#executionId = (started.body as { executionId: string }).executionId;
  }

  get records(): SimulatorRecords {
    return new SimulatorRecords(this.#simulator);
  }

  get executionId(): string {
    return this.#executionId;
  }

  /** `undefined` while nobody answers. */
  async report(): Promise<ExecutionReport | undefined> {
    try {
      const { status, body } = await this.#ask(`executions/${this.#executionId}`);
      return status === 200 ? (body as ExecutionReport) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The report, once the execution has ended. Whoever was asked to approve does so meanwhile. */
  ended(seconds: number): Promise<ExecutionReport> {
    return waitFor(async () => {
      const report = await this.report();
      if (report !== undefined) await this.approve(report);
      return report?.execution.completedAt === null ? undefined : report;
    }, seconds);
  }

  /** Answers what waits for an approval; a server that dies over it is asked again by the next look. */
  async approve({ gates }: ExecutionReport): Promise<void> {
    for (const { id, kind, revision } of gates.filter(({ status }) => status === 'waiting')) {
      if (kind !== 'approval') throw new Error(`nobody is there to answer gate ${id}`);
      await this.#ask(
        `executions/${this.#executionId}/gates/${id}/resolve`,
        {
          method: 'POST',
          headers: { 'if-match': `"${revision}"` },
          body: { action: 'approve' },
        },
        'bo',
      ).catch(() => undefined);
    }
  }

  /** Runs a command of the product, which speaks to the server that was started last. @returns what it said */
  async command(...words: readonly string[]): Promise<string> {
    const started = this.#start(BREAKWATER, words);
    await started.ended;
    return started.output();
  }

  /** Ends everything that still runs. */
  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(script: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}): PlayedProcess {
    const started = startProcess(script, words, { folder: this.folder, environment });
    this.#processes.push(started);
    return started;
  }

  async #listening(process: PlayedProcess): Promise<string> {
    const url = await process.listening;
    if (url === undefined) throw new Error(`it ended before it listened:\n${process.output()}`);
    return url;
  }

  /** The person who asks for the drill may not approve it, so there are two. */
  async #ask(path: string, request: RestRequest = {}, subject: 'ana' | 'bo' = 'ana'): Promise<RestAnswer> {
    if (this.#server === undefined) throw new Error('no server has listened yet');
    const authority = await openLocalAuthority(this.dataDir);
    const token = authority.issueToken({ subject, roles: ['recovery-manager', 'plan-manager'] });
    return rest(`${this.#server}/v1/${path}`, { ...request, token });
  }
}

function expectStatus({ status, body }: RestAnswer, expected: number): void {
  if (status !== expected) throw new Error(`answered ${status} instead of ${expected}: ${JSON.stringify(body)}`);
}
