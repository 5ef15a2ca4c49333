import { errorText } from '@breakwater/aws';
import { LeaseLostError, plusSeconds, secondsBetween, type Clock, type Instant, type Log } from '@breakwater/core';
import type { LearnedLimits } from '../batches/learned-limits.ts';
import { planBatches, type QueuedItem } from '../batches/plan-batches.ts';
import { announce, assign, end, refusedFailure, withoutUnanswered } from '../batches/step-ledger.ts';
import { Dispatch, type Parcel } from './dispatch.ts';
import type { JobBoard } from './job-board.ts';
import { sendFault, type JobDriver } from './job-driver.ts';
import { lookInterval, type LookIntervals } from './look-intervals.ts';
import type { Participant, Preparation } from './participant.ts';

/** How long an unanswered call is given to show its job before it counts as not sent. */
const SETTLE_SECONDS = 10;

export interface RoundTools {
  readonly driver: JobDriver;
  readonly board: JobBoard;
  readonly limits: LearnedLimits;
  readonly intervals: LookIntervals;
  readonly clock: Clock;
  readonly log: Log;
  /** Stable place in line of an attempt: lower came earlier. */
  orderOf(label: string): number;
}

export interface RoundOutcome {
  /** What kept items waiting that had their turn, in AWS's words. */
  readonly obstacle: string | undefined;
  /** AWS could not be asked or asked to wait: try again with a growing delay. */
  readonly isTroubled: boolean;
}

/** One look at AWS for all steps that take part, and the launches that follow from it. */
export class Round {
  readonly #participants: readonly Participant[];
  readonly #tools: RoundTools;
  readonly #dispatch: Dispatch;

  constructor(participants: readonly Participant[], tools: RoundTools) {
    this.#participants = participants;
    this.#tools = tools;
    this.#dispatch = new Dispatch(tools.driver, tools.board, tools.limits, tools.log);
  }

  async run(): Promise<RoundOutcome> {
    if (this.#live.length === 0) return { obstacle: undefined, isTroubled: false };
    const trouble = await this.#look();
    if (trouble !== undefined) return { obstacle: trouble, isTroubled: true };
    for (const participant of this.#live) this.#adopt(participant);
    while (await this.#sendNext());
    return { obstacle: this.#dispatch.obstacle, isTroubled: this.#dispatch.isStopped };
  }

  get #live(): Participant[] {
    return this.#participants.filter((participant) => participant.isLive);
  }

  /** @returns AWS's words when it could not be asked now */
  async #look(): Promise<string | undefined> {
    const [first] = this.#live;
    if (first === undefined) return undefined;
    const { board, clock, intervals } = this.#tools;
    const withinSeconds = Math.min(...this.#live.map((participant) => lookInterval(intervals, participant, board)));
    const needs = { ...boardNeeds(this.#live), withinSeconds };
    try {
      await board.refresh({ ...first.regional, signal: endOfAll(this.#live) }, needs, clock.now());
      return undefined;
    } catch (error) {
      const fault = sendFault(error);
      if (fault === 'not-now' || fault === 'unanswered') return errorText(error);
      for (const participant of this.#live) fail(participant, error);
      return undefined;
    }
  }

  /** Finds the jobs of calls whose answer was lost, and gives up waiting for those that surely were not made. */
  #adopt(participant: Participant): void {
    const { board, driver } = this.#tools;
    if (!participant.mayOwnUnknownJobs || board.scannedAt === undefined) return;
    // A server may have been launched again for want of capacity: the newest job is the one that counts.
    for (const job of board.jobs.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))) {
      participant.ledger = assign(participant.ledger, driver.ownItems(job, participant), job.id);
    }
    const { scannedAt } = board;
    const notSent = participant.ledger.unanswered.filter(({ at }) => secondsBetween(at, scannedAt) >= SETTLE_SECONDS);
    if (notSent.length === 0) return;
    participant.ledger = withoutUnanswered(
      participant.ledger,
      notSent.flatMap(({ items }) => items),
    );
  }

  /** @returns whether another pass may send more */
  async #sendNext(): Promise<boolean> {
    const batches = planBatches(this.#queue(), this.#room());
    if (batches.length === 0) return false;
    const now = this.#tools.clock.now();
    const prepared = await this.#prepare(batches);
    await this.#announce(prepared.flat(), now);
    const sendable = prepared
      .map((batch) => batch.filter(({ participant }) => participant.isLive))
      .filter((batch) => batch.length > 0);
    await this.#dispatch.sendAll(sendable, now);
    await Promise.all(this.#live.map((participant) => participant.save()));
    return !this.#dispatch.isStopped && this.#dispatch.largestBatch >= 1;
  }

  #queue(): QueuedItem[] {
    const busy = new Set(
      this.#tools.board.live.flatMap(({ servers }) =>
        servers.flatMap(({ sourceServerId, recoveryInstanceId }) => [sourceServerId, recoveryInstanceId]),
      ),
    );
    return this.#live.flatMap((participant) => {
      const paces = new Map(participant.options.items.map(({ id, pace }) => [id, pace]));
      return participant.waiting
        .filter((id) => !busy.has(id) && !this.#dispatch.held.has(id))
        .map((id, index) => ({
          id,
          label: participant.label,
          tier: participant.options.tier,
          order: this.#tools.orderOf(participant.label) + index / 1e6,
          pace: paces.get(id) ?? 'unknown',
        }));
    });
  }

  #room() {
    const { board, clock, limits } = this.#tools;
    const most = limits.at(clock.now());
    return {
      jobs: most.jobs - board.load.jobs,
      servers: most.servers - board.load.servers,
      serversPerJob: Math.min(most.serversPerJob, this.#dispatch.largestBatch),
    };
  }

  /** Asks each step what goes with its items; those that must not go are ended, troubled steps wait. */
  async #prepare(batches: readonly QueuedItem[][]): Promise<Parcel[][]> {
    const planned = Map.groupBy(batches.flat(), ({ label }) => label);
    const parcels = new Map<string, Parcel>();
    await Promise.all(
      this.#live.map(async (participant) => {
        const items = (planned.get(participant.label) ?? []).map(({ id }) => id);
        if (items.length === 0) return;
        const { ready, ended, held = new Map() } = await this.#preparation(participant, items);
        this.#hold(held);
        if (ended.length > 0) participant.ledger = end(participant.ledger, ended);
        for (const [id, detail] of ready) parcels.set(`${participant.label} ${id}`, { id, detail, participant });
      }),
    );
    return batches.map((batch) => batch.flatMap(({ label, id }) => parcels.get(`${label} ${id}`) ?? []));
  }

  async #preparation(participant: Participant, items: readonly string[]): Promise<Preparation> {
    try {
      return await participant.options.prepare(items, participant.ledger);
    } catch (error) {
      if (error instanceof LeaseLostError) {
        participant.lose(error);
        return { ready: new Map(), ended: [] };
      }
      const fault = sendFault(error);
      if (fault === 'not-now' || fault === 'unanswered') {
        this.#hold(new Map(items.map((item) => [item, errorText(error)])));
      } else {
        fail(participant, error);
      }
      return { ready: new Map(), ended: [] };
    }
  }

  #hold(held: ReadonlyMap<string, string>): void {
    for (const [item, reason] of held) {
      this.#dispatch.held.add(item);
      this.#dispatch.obstacle = reason;
    }
  }

  /** Write-ahead: what is about to be sent is durable in each step's journal first. */
  async #announce(parcels: readonly Parcel[], now: Instant): Promise<void> {
    const byParticipant = Map.groupBy(parcels, ({ participant }) => participant);
    await Promise.all(
      [...byParticipant].map(async ([participant, own]) => {
        const items = own.map(({ id }) => id);
        participant.ledger = announce(participant.ledger, items, now);
        await participant.save();
      }),
    );
  }
}

function boardNeeds(participants: readonly Participant[]) {
  const jobIds = participants.flatMap(({ ledger }) => ledger.jobs.map(({ id }) => id));
  const hungry = participants.filter(({ waiting, ledger }) => waiting.length > 0 || ledger.unanswered.length > 0);
  const doubtful = hungry.filter((participant) => participant.mayOwnUnknownJobs);
  return {
    jobIds,
    ...(hungry.length > 0 && { allSince: earliest(hungry.map(({ ledger }) => ledger.since)) }),
    ...(doubtful.length > 0 && { notBefore: earliest(doubtful.map(({ joinedAt }) => joinedAt)) }),
  };
}

const earliest = (instants: readonly Instant[]): Instant =>
  instants.reduce((left, right) => (left < right ? left : right));

function fail(participant: Participant, error: unknown): void {
  participant.ledger = { ...participant.ledger, failure: refusedFailure(error) };
}

/** Aborts when none of the participants needs the answer any more. */
function endOfAll(participants: readonly Participant[]): AbortSignal {
  const controller = new AbortController();
  const signals = participants.map(({ regional }) => regional.signal);
  const check = () => {
    if (signals.every((signal) => signal.aborted)) controller.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', check, { once: true });
  check();
  return controller.signal;
}

/** When an attempt with an unanswered call should look again; `undefined` when it has none. */
export const settlesAt = ({ ledger }: Participant): Instant | undefined =>
  ledger.unanswered.length === 0
    ? undefined
    : plusSeconds(earliest(ledger.unanswered.map(({ at }) => at)), SETTLE_SECONDS);
