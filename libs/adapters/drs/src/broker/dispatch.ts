import { errorText } from '@breakwater/aws';
import type { Instant, Log } from '@breakwater/core';
import type { LearnedLimits } from '../batches/learned-limits.ts';
import { assign, end, withoutUnanswered } from '../batches/step-ledger.ts';
import { EXECUTION_TAG, joinLabels, STEP_TAG } from '../tags.ts';
import type { JobView } from '../service/jobs.ts';
import type { JobBoard } from './job-board.ts';
import { quotaCodeOf, sendFault, type JobDriver } from './job-driver.ts';
import type { ItemDetail, Participant } from './participant.ts';

/** An item on its way into a job. */
export interface Parcel {
  readonly id: string;
  readonly detail: ItemDetail;
  readonly participant: Participant;
}

/** Sends the batches of one round and writes into the ledgers what came of each. */
export class Dispatch {
  readonly #driver: JobDriver;
  readonly #board: JobBoard;
  readonly #limits: LearnedLimits;
  readonly #log: Log;
  /** Items that AWS would not take in this round: they wait for the next look. */
  readonly held = new Set<string>();
  /** The largest batch worth trying, after a refusal. */
  largestBatch = Infinity;
  #overQuotas: { readonly quotaCode: string | undefined; readonly size: number }[] = [];
  /** AWS asked to wait, or did not answer: nothing more is sent in this round. */
  isStopped = false;
  /** The last thing that kept items waiting, in AWS's words. */
  obstacle: string | undefined;

  constructor(driver: JobDriver, board: JobBoard, limits: LearnedLimits, log: Log) {
    this.#driver = driver;
    this.#board = board;
    this.#limits = limits;
    this.#log = log;
  }

  /** Sends batches side by side, each once, and learns from those that were too much. */
  async sendAll(batches: readonly (readonly Parcel[])[], now: Instant): Promise<void> {
    await Promise.all(batches.map((batch) => this.#send(batch)));
    // Only now is it known what else ran when they were refused.
    for (const { quotaCode, size } of this.#overQuotas) {
      this.#limits.refused(quotaCode, size, this.#board.load, now);
      this.largestBatch = Math.min(this.largestBatch, Math.floor(size / 2));
    }
    this.#overQuotas = [];
  }

  async #send(batch: readonly Parcel[]): Promise<void> {
    if (this.isStopped) {
      this.#takeBack(batch);
      return;
    }
    try {
      const job = await this.#call(batch);
      if (job === undefined) this.#leaveOpen(batch, 'AWS answered without a job');
      else this.#launched(batch, job);
    } catch (error) {
      await this.#refused(batch, error);
    }
  }

  #call(batch: readonly Parcel[]): Promise<JobView | undefined> {
    const [first] = batch;
    if (first === undefined) return Promise.resolve(undefined);
    const participants = new Set(batch.map(({ participant }) => participant));
    // When one of the workers must stop, the shared call stops: the others look for the job before they go on.
    const signal = AbortSignal.any([...participants].map(({ regional }) => regional.signal));
    return this.#driver.send({ ...first.participant.regional, signal }, batch, {
      [EXECUTION_TAG]: first.participant.options.executionId,
      [STEP_TAG]: joinLabels([...participants].map(({ label }) => label)),
    });
  }

  #launched(batch: readonly Parcel[], job: JobView): void {
    const servers = batch.map(({ id }) => ({
      sourceServerId: id,
      recoveryInstanceId: undefined,
      status: 'PENDING',
      hasRunningActions: false,
    }));
    this.#board.confirm(job.servers.length === 0 ? { ...job, servers } : job);
    forEachParticipant(batch, (participant, items) => {
      participant.ledger = assign(participant.ledger, items, job.id);
    });
  }

  async #refused(batch: readonly Parcel[], error: unknown): Promise<void> {
    const fault = sendFault(error);
    this.#log.info({ fault, servers: batch.length, reason: errorText(error) }, 'DRS did not take a batch');
    switch (fault) {
      case 'busy':
      case 'invalid':
        if (batch.length > 1) return this.#sendHalves(batch);
        return fault === 'busy' ? this.#hold(batch, error) : this.#end(batch, 'refused', error);
      case 'over-quota':
        return this.#overQuota(batch, error);
      case 'not-now':
        this.isStopped = true;
        this.obstacle = errorText(error);
        return this.#takeBack(batch);
      case 'forbidden':
        return this.#end(batch, 'forbidden', error);
      case 'unanswered':
        return this.#leaveOpen(batch, errorText(error));
    }
  }

  /** One server spoils a whole batch, and AWS does not say which: halve until it stands alone. */
  async #sendHalves(batch: readonly Parcel[]): Promise<void> {
    const middle = Math.ceil(batch.length / 2);
    await this.#send(batch.slice(0, middle));
    await this.#send(batch.slice(middle));
  }

  #overQuota(batch: readonly Parcel[], error: unknown): void {
    this.#overQuotas.push({ quotaCode: quotaCodeOf(error), size: batch.length });
    this.obstacle = errorText(error);
    this.#takeBack(batch);
  }

  #hold(batch: readonly Parcel[], error: unknown): void {
    for (const { id } of batch) this.held.add(id);
    this.obstacle = errorText(error);
    this.#takeBack(batch);
  }

  #takeBack(batch: readonly Parcel[]): void {
    forEachParticipant(batch, (participant, items) => {
      participant.ledger = withoutUnanswered(participant.ledger, items);
    });
  }

  #end(batch: readonly Parcel[], status: string, error: unknown): void {
    const reason = errorText(error);
    forEachParticipant(batch, (participant, items) => {
      const ended = items.map((item) => ({ item, status, reason, isGood: false }));
      participant.ledger = end(participant.ledger, ended);
    });
  }

  /** The job may exist. Its items stay written down as unanswered until a look has shown what became of them. */
  #leaveOpen(batch: readonly Parcel[], reason: string): void {
    this.isStopped = true;
    this.obstacle = `no clear answer (${reason}): looking for the job`;
    forEachParticipant(batch, (participant) => {
      participant.ledger = { ...participant.ledger, lookForOwn: true };
    });
  }
}

function forEachParticipant(
  batch: readonly Parcel[],
  apply: (participant: Participant, items: readonly string[]) => void,
): void {
  for (const [participant, parcels] of Map.groupBy(batch, (parcel) => parcel.participant)) {
    apply(
      participant,
      parcels.map(({ id }) => id),
    );
  }
}
