import {
  GENESIS_HASH,
  plusSeconds,
  type Instant,
  type JournalEntry,
  type JournalRecord,
  type Json,
  type JsonObject,
  type Progress,
  type StepRef,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';

/** Progress that says nothing new is written down this seldom, so that a reader sees the worker live. Domain seconds. */
const QUIET_PROGRESS_SECONDS = 120;

type JournalDependencies = Pick<ApplicationDependencies, 'journal' | 'clock'>;

/** What one attempt has written down, and the only way in which its worker writes more. */
export class AttemptJournal {
  readonly attempt: number;
  readonly key: string;
  readonly #deps: JournalDependencies;
  readonly #step: StepRef;
  readonly #epoch: number;
  #records: readonly JournalRecord[];
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(
    deps: JournalDependencies,
    step: StepRef,
    epoch: number,
    attempt: number,
    records: readonly JournalRecord[],
  ) {
    this.#deps = deps;
    this.#step = step;
    this.#epoch = epoch;
    this.attempt = attempt;
    this.key = `${step.executionId}/${step.stepId}/${attempt}`;
    this.#records = records;
  }

  static async open(deps: JournalDependencies, step: StepRef, epoch: number, attempt: number): Promise<AttemptJournal> {
    return new AttemptJournal(deps, step, epoch, attempt, await deps.journal.read(step));
  }

  /** An intent of this attempt is there: something may have been done already. */
  get intended(): boolean {
    return this.#last('intent') !== undefined;
  }

  get checkpoint(): Json | undefined {
    return this.#last('checkpoint')?.checkpoint;
  }

  /** When this attempt's operation was first known to have started; now, while it has not. */
  get startedAt(): Instant {
    const first = this.#records.find(({ entry }) => entry.kind === 'checkpoint' && entry.attempt === this.attempt);
    return first?.entry.at ?? this.#deps.clock.now();
  }

  /** When what this attempt creates in a drill expires: counted from the intent, so that a resumed attempt agrees. */
  expiresAt(hours: number): Instant {
    return plusSeconds(this.#last('intent')?.at ?? this.#deps.clock.now(), hours * 3600);
  }

  /** The last hash of the step's journal, over all its attempts. */
  get hash(): string {
    return this.#records.at(-1)?.hash ?? GENESIS_HASH;
  }

  intend(): Promise<void> {
    return this.#append((at) => ({ kind: 'intent', attempt: this.attempt, key: this.key, at }));
  }

  async saveCheckpoint(checkpoint: Json): Promise<void> {
    if (JSON.stringify(checkpoint) === JSON.stringify(this.checkpoint)) return;
    await this.#append((at) => ({ kind: 'checkpoint', attempt: this.attempt, checkpoint, at }));
  }

  /** What all attempts captured, by name; `undefined` when none did. */
  get captured(): JsonObject | undefined {
    const entries = this.#records.flatMap(({ entry }) => (entry.kind === 'captured' ? [entry] : []));
    return entries.length === 0
      ? undefined
      : Object.fromEntries(entries.toReversed().map(({ name, value }) => [name, value]));
  }

  async capture(name: string, value: Json): Promise<void> {
    if (this.captured !== undefined && Object.hasOwn(this.captured, name)) return;
    await this.#append((at) => ({ kind: 'captured', attempt: this.attempt, name, value, at }));
  }

  async saveProgress(progress: Progress): Promise<void> {
    const last = this.#last('progress');
    const quietUntil = last === undefined ? undefined : plusSeconds(last.at, QUIET_PROGRESS_SECONDS);
    const isNews =
      last?.progress.done !== progress.done || quietUntil === undefined || quietUntil <= this.#deps.clock.now();
    if (isNews) await this.#append((at) => ({ kind: 'progress', attempt: this.attempt, progress, at }));
  }

  /** One after another: an operation may save from several places at once. */
  #append(entry: (at: Instant) => JournalEntry): Promise<void> {
    const write = async () => {
      const record = await this.#deps.journal.append(this.#step, this.#epoch, entry(this.#deps.clock.now()));
      this.#records = [...this.#records, record];
    };
    const mine = this.#writing.then(write);
    this.#writing = mine.catch(() => undefined);
    return mine;
  }

  #last<Kind extends JournalEntry['kind']>(kind: Kind): Extract<JournalEntry, { kind: Kind }> | undefined {
    const found = this.#records.findLast(({ entry }) => entry.kind === kind && entry.attempt === this.attempt);
    return found?.entry as Extract<JournalEntry, { kind: Kind }> | undefined;
  }
}
