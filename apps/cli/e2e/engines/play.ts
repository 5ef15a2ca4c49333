import type { ExecutionReport, GateAction, GateReport, PlanFault } from '@breakwater/core';
import { waitFor } from '../../testing/wait-for.ts';
import type { RestAnswer } from '../support/rest.ts';
import type { Hosting, Person } from './hosting.ts';

export interface GateAnswer {
  readonly action: GateAction;
  readonly note?: string;
  readonly only?: 'failed' | 'all';
}

/** What is answered at gates of each kind. */
export type Answers = Readonly<Partial<Record<GateReport['kind'], GateAnswer>>>;

/** What people answer who want the run to come to its end. */
export const GOING_ON: Answers = {
  approval: { action: 'approve' },
  decision: { action: 'skip', note: 'one server fewer is enough' },
  manual: { action: 'done-by-hand', note: 'called' },
};

/** Longer than any of these runs takes on a machine that does other work too. */
const PATIENCE_SECONDS = 240;

/** People at work with the product: everything goes through its REST API. */
export class Play {
  readonly #hosting: Hosting;

  constructor(hosting: Hosting) {
    this.#hosting = hosting;
  }

  async savePlan(text: string): Promise<void> {
    const headers = { 'content-type': 'application/yaml' };
    expectStatus(await this.#hosting.ask('recovery-plans', { method: 'POST', headers, body: text }), 201);
  }

  /** @returns where a plan has faults that keep it from being saved */
  async faultsOf(text: string): Promise<readonly string[]> {
    const headers = { 'content-type': 'application/yaml' };
    const answer = await this.#hosting.ask('recovery-plans', { method: 'POST', headers, body: text });
    expectStatus(answer, 422);
    return (answer.body as { readonly faults: readonly PlanFault[] }).faults.map(({ path }) => path);
  }

  /** @returns the execution's id */
  async start(path: string, body: object): Promise<string> {
    const answer = await this.#hosting.ask(path, { method: 'POST', body });
    expectStatus(answer, 202);
    return (answer.body as { readonly executionId: string }).executionId;
  }

  async report(id: string): Promise<ExecutionReport> {
    return (await this.#hosting.ask(`executions/${id}`)).body as ExecutionReport;
  }

  /** The report once it is so; gates are answered meanwhile, those without an answer are left waiting. */
  until(
    id: string,
    isSo: (report: ExecutionReport) => boolean,
    answers: Answers = GOING_ON,
    patienceSeconds = PATIENCE_SECONDS,
  ): Promise<ExecutionReport> {
    return waitFor(async () => {
      const report = await this.report(id);
      for (const gate of report.gates.filter(({ status }) => status === 'waiting')) {
        const answer = answers[gate.kind];
        if (answer !== undefined) await this.#answer(id, gate, answer);
      }
      return isSo(report) ? report : undefined;
    }, patienceSeconds);
  }

  ended(id: string, answers?: Answers, patienceSeconds?: number): Promise<ExecutionReport> {
    return this.until(id, ({ execution }) => execution.completedAt !== null, answers, patienceSeconds);
  }

  /** @param what - `pause`, `resume` or `cancel` */
  async tell(id: string, what: string, note: string): Promise<void> {
    expectStatus(await this.#hosting.ask(`executions/${id}/${what}`, { method: 'POST', body: { note } }), 202);
  }

  /** A gate may have been closed between the look and the answer: that is not this test's concern. */
  async #answer(execution: string, { id, revision }: GateReport, body: GateAnswer, by: Person = 'bo'): Promise<void> {
    const headers = { 'if-match': `"${revision}"` };
    const path = `executions/${execution}/gates/${id}/resolve`;
    const { status } = await this.#hosting.ask(path, { method: 'POST', headers, body }, by);
    if (status !== 200 && status !== 409 && status !== 412) throw new Error(`gate ${id} was answered with ${status}`);
  }
}

function expectStatus({ status, body }: RestAnswer, expected: number): void {
  if (status !== expected) throw new Error(`answered ${status} instead of ${expected}: ${JSON.stringify(body)}`);
}
