import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionReport } from '@breakwater/core';
import { openLocalAuthority } from '@breakwater/service';
import { WORKSPACE } from '../../testing/run-cli.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { startProcess, type PlayedProcess } from './played-process.ts';
import { rest, type RestAnswer, type RestRequest } from './rest.ts';

const BREAKWATER = 'bin/breakwater.js';
const example = (kind: 'plans' | 'estates') => join(WORKSPACE, `examples/${kind}/core-banking.yaml`);
/** What people answer; the person who decides is not the one who asked for the run. */
const ANSWERS: Readonly<Record<string, object>> = {
  approval: { action: 'approve' },
  decision: { action: 'skip', note: 'one server fewer is enough' },
  manual: { action: 'done-by-hand', note: 'called' },
};
const PATIENCE_SECONDS = 240;

/** The core-banking estate in a process of its own, and a server on it that may be killed and started again. */
export class CoreBankingRun {
  readonly #folder = mkdtempSync(join(tmpdir(), 'breakwater-technologies-'));
  readonly #dataDir = join(this.#folder, 'data');
  readonly #started: PlayedProcess[] = [];
  #simulator = '';
  #server = '';

  async open(speed: number): Promise<void> {
    const words = ['simulate', example('estates'), '--port', '0', '--speed', String(speed)];
    this.#simulator = await this.#listening(words);
    await this.openServer();
    const headers = { 'content-type': 'application/yaml' };
    const body = readFileSync(example('plans'), 'utf8');
    expectStatus(await this.#ask('recovery-plans', { method: 'POST', headers, body }), 201);
  }

  get simulator(): string {
    return this.#simulator;
  }

  async openServer(): Promise<void> {
    this.#server = await this.#listening([
      ...['serve', '--simulate', this.#simulator, '--data', this.#dataDir, '--port', '0'],
    ]);
  }

  /** SIGKILL, and another server on what it left. */
  async killServer(): Promise<void> {
    await this.#started.at(-1)?.kill();
    await this.openServer();
  }

  /** @returns the execution's id */
  async start(path: string, body: object): Promise<string> {
    const answer = await this.#ask(path, { method: 'POST', body });
    expectStatus(answer, 202);
    return (answer.body as { readonly executionId: string }).executionId;
  }

  async report(id: string): Promise<ExecutionReport> {
    return (await this.#ask(`executions/${id}`)).body as ExecutionReport;
  }

  /** The report once it is so. Whatever waits for a person is answered meanwhile. */
  until(id: string, isSo: (report: ExecutionReport) => boolean): Promise<ExecutionReport> {
    return waitFor(async () => {
      const report = await this.report(id);
      for (const gate of report.gates.filter(({ status }) => status === 'waiting')) await this.#resolve(id, gate);
      return isSo(report) ? report : undefined;
    }, PATIENCE_SECONDS);
  }

  ended(id: string): Promise<ExecutionReport> {
    return this.until(id, ({ execution }) => execution.completedAt !== null);
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map((process) => process.kill()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #resolve(execution: string, { id, kind, revision }: ExecutionReport['gates'][number]): Promise<void> {
    const body = ANSWERS[kind];
    if (body === undefined) throw new Error(`nobody knows what to answer to gate ${id} (${kind})`);
    const headers = { 'if-match': `"${revision}"` };
    await this.#ask(`executions/${execution}/gates/${id}/resolve`, { method: 'POST', headers, body }, 'bo');
  }

  async #listening(words: readonly string[]): Promise<string> {
    const process = startProcess(BREAKWATER, words, {
      folder: this.#folder,
      environment: { BREAKWATER_LEASE_SECONDS: '5' },
    });
    this.#started.push(process);
    const url = await process.listening;
    if (url === undefined) throw new Error(`it ended before it listened:\n${process.output()}`);
    return url;
  }

  async #ask(path: string, request: RestRequest = {}, subject: 'ana' | 'bo' = 'ana'): Promise<RestAnswer> {
    const authority = await openLocalAuthority(this.#dataDir);
    const token = authority.issueToken({ subject, roles: ['recovery-manager', 'plan-manager'] });
    return rest(`${this.#server}/v1/${path}`, { ...request, token });
  }
}

function expectStatus({ status, body }: RestAnswer, expected: number): void {
  if (status !== expected) throw new Error(`answered ${status} instead of ${expected}: ${JSON.stringify(body)}`);
}
