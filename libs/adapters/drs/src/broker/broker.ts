import { plusSeconds, secondsBetween, type Instant, type Log } from '@breakwater/core';
import { LearnedLimits } from '../batches/learned-limits.ts';
import type { JobLimits } from '../batches/plan-batches.ts';
import type { StepLedger } from '../batches/step-ledger.ts';
import type { JobView } from '../service/jobs.ts';
import { backoffSeconds } from './jitter.ts';
import { JobBoard } from './job-board.ts';
import type { JobDriver } from './job-driver.ts';
import { lookInterval, spread, type LookIntervals } from './look-intervals.ts';
import { Participant, type ParticipantOptions } from './participant.ts';
import { Round, settlesAt, type RoundOutcome } from './round.ts';

export interface BrokerOptions {
  /** Who shares the broker, as text; spreads brokers in time. */
  readonly key: string;
  readonly driver: JobDriver;
  readonly limits: JobLimits;
  /** Domain seconds between two looks at running jobs. */
  readonly lookIntervalSeconds: number;
  /** The same while the next look may free room that is waited for, or end a step. */
  readonly closeLookIntervalSeconds: number;
  /** Domain seconds that the first of several steps waits for the others, to share a job with them. */
  readonly gatherSeconds: number;
  readonly log: Log;
}

/** What a step has learned from taking part in a round. */
export interface Look {
  readonly ledger: StepLedger;
  /** Whether the ledger is another than the call came with; journaled or not, the next call must get it. */
  readonly isChanged: boolean;
  readonly lookAgainInSeconds: number;
  readonly obstacle: string | undefined;
  job(id: string): JobView | undefined;
}

/** A step never looks again sooner than this, in domain seconds. */
const SHORTEST_WAIT_SECONDS = 1;

/**
 * Brings the steps of one execution, account and Region together: they share looks at AWS, jobs and the room that the
 * quotas leave. It only saves calls. What must outlive the process is in the steps' ledgers, and a broker that has
 * forgotten everything learns it again from them and from AWS.
 */
export class Broker {
  readonly #options: BrokerOptions;
  readonly #board = new JobBoard();
  readonly #intervals: LookIntervals;
  readonly #limits: LearnedLimits;
  readonly #order = new Map<string, number>();
  #open: { readonly participants: Participant[]; readonly outcome: Promise<RoundOutcome> } | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #troubles = 0;

  constructor(options: BrokerOptions) {
    this.#options = options;
    const { lookIntervalSeconds: usualSeconds, closeLookIntervalSeconds: closeSeconds, key } = options;
    this.#intervals = spread({ usualSeconds, closeSeconds }, key);
    this.#limits = new LearnedLimits(options.limits);
  }

  /**
   * Takes part in the next round: jobs are looked at, and what waits is sent as far as there is room.
   *
   * @throws LeaseLostError, or the reason of the call's signal, when the call may not act any more
   */
  async look(options: ParticipantOptions): Promise<Look> {
    const participant = new Participant(options);
    const round = this.#open ?? this.#openRound(options);
    round.participants.push(participant);
    const { obstacle } = await round.outcome;
    participant.assertLive();
    return {
      ledger: participant.ledger,
      isChanged: participant.ledger !== options.ledger,
      lookAgainInSeconds: this.#secondsUntilNext(participant, options.context.clock.now()),
      obstacle,
      job: (id) => this.#board.view(id),
    };
  }

  #openRound({ context }: ParticipantOptions) {
    const participants: Participant[] = [];
    const previous = this.#last;
    const outcome = (async () => {
      await previous;
      if (participants.some(({ waiting }) => waiting.length > 0))
        await context.clock.sleep(this.#options.gatherSeconds);
      this.#open = undefined;
      return this.#run(participants, context.clock);
    })();
    this.#last = outcome.catch(() => undefined);
    this.#open = { participants, outcome };
    return this.#open;
  }

  async #run(participants: readonly Participant[], clock: ParticipantOptions['context']['clock']) {
    const { driver, log } = this.#options;
    const tools = {
      driver,
      board: this.#board,
      limits: this.#limits,
      intervals: this.#intervals,
      clock,
      log,
      orderOf: (label: string) => this.#orderOf(label),
    };
    const outcome = await new Round(participants, tools).run();
    this.#troubles = outcome.isTroubled ? this.#troubles + 1 : 0;
    return outcome;
  }

  #orderOf(label: string): number {
    const known = this.#order.get(label);
    if (known !== undefined) return known;
    this.#order.set(label, this.#order.size);
    return this.#order.size - 1;
  }

  /** All steps of one interval look at the same moment, so that one answer serves them all. */
  #secondsUntilNext(participant: Participant, now: Instant): number {
    const dueAt = plusSeconds(this.#board.lookedAt ?? now, lookInterval(this.#intervals, participant, this.#board));
    const { lookIntervalSeconds, key } = this.#options;
    const retryAt =
      this.#troubles > 0 ? plusSeconds(now, backoffSeconds(key, this.#troubles, lookIntervalSeconds)) : dueAt;
    const at = [dueAt, retryAt, settlesAt(participant) ?? dueAt].reduce((left, right) => (left < right ? left : right));
    return Math.max(SHORTEST_WAIT_SECONDS, secondsBetween(now, at));
  }
}
