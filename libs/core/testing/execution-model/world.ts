import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import {
  type Actor,
  decide,
  due,
  evolve,
  type Execution,
  type ExecutionEvent,
  fold,
  initialExecution,
  type Instant,
  plusSeconds,
  type RunningExecution,
  statusOf,
  type StepId,
} from '@breakwater/core';
import { T0 } from '../clock/virtual-clock.ts';
import type { UnsignedCommand } from '../given-when-then.ts';
import { INITIATOR } from './people.ts';
import { checkEvent } from './requirements.ts';

/** What engines say, and people never do. */
const ENGINES_SAY: ReadonlySet<string> = new Set<UnsignedCommand['type']>([
  'begin-validation',
  'prepare',
  'reject',
  'start-step',
  'hand-over-step',
  'end-step',
  'tick',
]);

/** One execution under attack: whatever is asked of it, every commit is checked. */
export class World {
  readonly events: ExecutionEvent[] = [];
  readonly asked: { readonly command: UnsignedCommand; readonly by: Actor }[] = [];
  state: Execution = initialExecution;
  now: Instant = T0;
  readonly #epochs = new Map<StepId, number>();
  readonly #newestUsed = new Map<StepId, number>();
  #takeOvers = 0;
  #epochsBehind = 0;

  /** The state while it runs. */
  get running(): RunningExecution | undefined {
    return this.state.kind === 'running' ? this.state : undefined;
  }

  get isOver(): boolean {
    return this.state.kind === 'ended' || this.state.kind === 'rejected';
  }

  pass(seconds: number): void {
    this.now = plusSeconds(this.now, seconds);
  }

  /** The lease of a step: every claim raises its epoch. */
  claim(step: StepId): number {
    const epoch = this.epochOf(step) + 1;
    this.#epochs.set(step, epoch);
    return epoch;
  }

  epochOf(step: StepId): number {
    return this.#epochs.get(step) ?? 0;
  }

  /** Counted here, and not by the fold. */
  get engineEpoch(): number {
    return this.#takeOvers + 1;
  }

  /** Plays something as an engine does that has missed the last take-overs. */
  behind(epochs: number, play: () => void): void {
    this.#epochsBehind = epochs;
    play();
    this.#epochsBehind = 0;
  }

  /** @returns whether the command was accepted */
  submit(said: UnsignedCommand, by: Actor = INITIATOR): boolean {
    const command = ENGINES_SAY.has(said.type) ? { engineEpoch: this.#speakersEpoch, ...said } : said;
    this.asked.push({ command, by });
    const decision = decide(this.state, { ...command, by }, this.now);
    if (!decision.ok) return false;
    assert.ok(!this.isOver, `${command.type} changed an execution that has ended`);
    if (command.engineEpoch !== undefined) {
      assert.equal(command.engineEpoch, this.engineEpoch, `${command.type} of an engine that was superseded`);
    }
    if (command.type === 'take-over') this.#takeOvers += 1;
    for (const event of decision.value) this.#record(event);
    this.#checkCommit();
    return true;
  }

  get #speakersEpoch(): number {
    return Math.max(1, this.engineEpoch - this.#epochsBehind);
  }

  #record(event: ExecutionEvent): void {
    checkEvent(this.state, event);
    this.#checkEpoch(event);
    this.#checkAttempts(event);
    this.state = evolve(this.state, event);
    this.events.push(event);
  }

  /** Whoever acts on a step is never older than whoever acted before. */
  #checkEpoch(event: ExecutionEvent): void {
    if (event.type !== 'step-started' && event.type !== 'step-taken-over') return;
    const newest = this.#newestUsed.get(event.stepId) ?? 0;
    assert.ok(event.epoch >= newest, `step ${event.stepId}: epoch ${event.epoch} acts after ${newest}`);
    this.#newestUsed.set(event.stepId, event.epoch);
  }

  #checkAttempts(event: ExecutionEvent): void {
    if (event.type !== 'step-started') return;
    const step = this.running?.run.graph.steps[event.stepId];
    assert.ok(step?.kind === 'operation', `${event.stepId} is no operation`);
    const retries = this.events.filter(
      (earlier) =>
        earlier.type === 'gate-closed' && earlier.verdict === 'retry' && this.#isAbout(earlier, event.stepId),
    );
    assert.ok(event.attempt <= step.retry.attempts + retries.length, `${event.stepId} tried ${event.attempt} times`);
  }

  #isAbout({ gateId }: Extract<ExecutionEvent, { type: 'gate-closed' }>, step: StepId): boolean {
    const subject = this.running?.run.gates[gateId]?.subject;
    return subject?.kind === 'decision' && subject.stepId === step;
  }

  #checkCommit(): void {
    assert.ok(isDeepStrictEqual(fold(this.events), this.state), 'the fold of the stored events is another state');
    if (this.state.kind !== 'unknown') assert.equal(this.state.engine.epoch, this.engineEpoch, 'another epoch stands');
    const directives = due(this.state, this.now);
    assert.deepEqual(
      directives.filter(({ kind }) => kind === 'record'),
      [],
      'a commit leaves something undecided',
    );
    const { running } = this;
    if (running === undefined) return;
    const waits = Object.values(running.run.gates).some(({ state }) => state.kind === 'waiting');
    assert.ok(waits || directives.length > 0, 'stuck: nothing is due, nobody is asked, and it has not ended');
    if (statusOf(running) === 'waiting') {
      const steps = directives.filter(({ kind }) => kind === 'run-step');
      assert.deepEqual(steps, [], 'said to wait while a step is due');
    }
  }
}
