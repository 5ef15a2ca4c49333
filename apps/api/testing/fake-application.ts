import type { Application, PlanSource } from '@breakwater/application';
import {
  accepted,
  gateId,
  refused,
  type Commit,
  type DisabledTechnology,
  type ExecutionEventBody,
  type ExecutionId,
  type ExecutionRefusal,
  type PlanFault,
  type PlanRepository,
  type RecoveryPlan,
  type Result,
} from '@breakwater/core';
import { aHead, anEvent, anExecutionId, anUnsavedPlan, T0 } from '@breakwater/core/testing';
import { aGate, aReport } from './reports.ts';

/** What reading a plan without a name finds. */
export const NAMELESS: PlanFault = {
  code: 'missing-field',
  path: 'name',
  line: 1,
  column: 1,
  message: 'name is missing',
};

/**
 * The use cases as a caller sees them, without what is behind: one execution is known, with one gate, and its history is
 * what the test commits. Plans are read as JSON and only have to have a name.
 */
export class FakeApplication implements Application {
  readonly plans: PlanRepository;
  readonly commits: Commit[] = [];
  /** Every call of a use case that changes something, with its arguments. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  /** When set, the next commands are refused with it. */
  refusal: ExecutionRefusal | undefined;
  startOutcome: Awaited<ReturnType<Application['startExecution']>> = accepted({ executionId: anExecutionId() });

  followUp: NonNullable<Awaited<ReturnType<Application['previewFollowUp']>>> = accepted({ plan: null, findings: [] });
  switchedOff: readonly DisabledTechnology[] = [];
  /** What is installed. */
  readonly technologies: readonly string[];

  constructor(plans: PlanRepository, technologies: readonly string[]) {
    this.plans = plans;
    this.technologies = technologies;
  }

  /** Stores one more commit of the known execution. */
  commit(...events: readonly ExecutionEventBody[]): Commit {
    const version = this.commits.length + 1;
    const commit: Commit = {
      executionId: anExecutionId(),
      version,
      at: T0,
      events: events.map((event) => anEvent(event)),
      hash: String(version).padStart(64, '0'),
    };
    this.commits.push(commit);
    return commit;
  }

  validatePlan(source: PlanSource): Result<RecoveryPlan, readonly PlanFault[]> {
    const plan = (source.kind === 'text' ? JSON.parse(source.text) : source.document) as RecoveryPlan;
    return typeof plan.name === 'string' ? accepted(plan) : refused([NAMELESS]);
  }

  async savePlan(...[source, expectedVersion, by]: Parameters<Application['savePlan']>) {
    const checked = this.validatePlan(source);
    if (!checked.ok) return checked;
    return accepted(await this.plans.save(anUnsavedPlan({ plan: checked.value, savedBy: by }), expectedVersion));
  }

  async startExecution(...args: Parameters<Application['startExecution']>) {
    this.calls.push({ name: 'startExecution', args });
    return this.startOutcome;
  }

  async listExecutions(...args: Parameters<Application['listExecutions']>) {
    this.calls.push({ name: 'listExecutions', args });
    return { heads: [aHead()], cursor: 'next' };
  }

  async showExecution(id: ExecutionId) {
    return id === anExecutionId() ? { report: aReport(), version: 7 } : undefined;
  }

  async executionHistory(id: ExecutionId, after = 0) {
    return id === anExecutionId() ? this.commits.filter(({ version }) => version > after) : undefined;
  }

  pauseExecution = this.#command('pauseExecution');
  resumeExecution = this.#command('resumeExecution');
  cancelExecution = this.#command('cancelExecution');

  async takeOver(...args: Parameters<Application['takeOver']>) {
    this.calls.push({ name: 'takeOver', args });
    return this.refusal ? refused(this.refusal) : accepted({ name: 'embedded', epoch: 2 });
  }

  async showGate(id: ExecutionId, gate: string) {
    return id === anExecutionId() && gate === 'approval.configure' ? aGate() : undefined;
  }

  async resolveGate(...args: Parameters<Application['resolveGate']>) {
    this.calls.push({ name: 'resolveGate', args });
    if (this.refusal) return refused(this.refusal);
    const closed = { status: 'closed', verdict: 'approved', closedAt: T0, closedBy: args[3].subject } as const;
    return accepted(aGate({ ...closed, id: gateId(args[1]), revision: 4 }));
  }

  async previewFollowUp(...args: Parameters<Application['previewFollowUp']>) {
    this.calls.push({ name: 'previewFollowUp', args });
    const [, of] = args;
    return of === anExecutionId() ? this.followUp : undefined;
  }

  async executionRunbook(id: ExecutionId): ReturnType<Application['executionRunbook']> {
    if (this.refusal) return refused(this.refusal);
    if (id !== anExecutionId()) return refused({ code: 'execution-unknown', message: `there is no execution ${id}` });
    return accepted('# payments: drill, planned');
  }

  async disableTechnology(...[technology, reason, by]: Parameters<Application['disableTechnology']>) {
    if (!this.technologies.includes(technology)) return refused(noAdapter(technology));
    this.switchedOff = [{ technology, reason, by, at: T0 }];
    return accepted({ technology, reason, by, at: T0 });
  }

  async enableTechnology(technology: string): ReturnType<Application['enableTechnology']> {
    if (!this.technologies.includes(technology)) return refused(noAdapter(technology));
    this.switchedOff = this.switchedOff.filter((off) => off.technology !== technology);
    return accepted(undefined);
  }

  async listTechnologySwitches() {
    return this.switchedOff;
  }

  async sweepDrills(): Promise<never> {
    throw new Error('the API sweeps nothing');
  }

  get host(): Application['host'] {
    throw new Error('the API drives no execution');
  }

  attach(): void {
    throw new Error('the API attaches no engine');
  }

  #command(name: string) {
    return async (...args: readonly unknown[]): Promise<Result<void, ExecutionRefusal>> => {
      this.calls.push({ name, args });
      return this.refusal ? refused(this.refusal) : accepted(undefined);
    };
  }
}

const noAdapter = (technology: string) =>
  ({ code: 'adapter-unknown', message: `no adapter for ${technology} is installed` }) as const;
