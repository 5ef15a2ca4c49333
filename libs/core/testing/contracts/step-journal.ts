import { describe, expect, it } from '@jest/globals';
import {
  executionId,
  HistoryDamagedError,
  type JournalEntry,
  leaseKey,
  LeaseLostError,
  type Leases,
  type StepJournal,
  type StepRef,
  stepId,
} from '@breakwater/core';
import { T0 } from '../clock/virtual-clock.ts';
import { type Harness, openedForEach } from './opened.ts';
import { DAMAGES, type Vandal } from './vandal.ts';

export interface StepJournalHarness extends Harness {
  readonly journal: StepJournal;
  /** Those that guard the journal's steps. */
  readonly leases: Leases;
  /** Of records, by sequence. */
  readonly vandal: Vandal<StepRef>;
}

const SERVERS: StepRef = { executionId: executionId('drill-1'), stepId: stepId('servers') };
const DATABASE: StepRef = { ...SERVERS, stepId: stepId('database') };

const intent: JournalEntry = { kind: 'intent', attempt: 1, key: 'drill-1/servers/1', at: T0 };
const checkpoint = (jobId: string): JournalEntry => ({ kind: 'checkpoint', attempt: 1, checkpoint: { jobId }, at: T0 });

/** What a caller may rely on from any {@link StepJournal}. */
export function stepJournalContract(name: string, open: () => Promise<StepJournalHarness>): void {
  describe(`${name} as a StepJournal`, () => {
    const harness = openedForEach(open);
    const claim = async (step: StepRef, holder: string): Promise<number> => {
      const { leases } = harness();
      const key = leaseKey(step);
      return (await leases.claim(key, holder, 30, await leases.read(key))).epoch;
    };
    recordCases(harness, claim);
    fencingCases(harness, claim);
    damageCases(harness, claim);
  });
}

type Claim = (step: StepRef, holder: string) => Promise<number>;

function recordCases(harness: () => StepJournalHarness, claim: Claim): void {
  it('has nothing of a step that was never begun', async () => {
    expect(await harness().journal.read(SERVERS)).toEqual([]);
  });

  it('gives back what was written, in order and chained', async () => {
    const { journal } = harness();
    const epoch = await claim(SERVERS, 'ana');
    const written = [
      await journal.append(SERVERS, epoch, intent),
      await journal.append(SERVERS, epoch, checkpoint('drsjob-1')),
      await journal.append(SERVERS, epoch, {
        kind: 'progress',
        attempt: 1,
        progress: { done: 1, total: 3, unit: 'servers' },
        at: T0,
      }),
    ];
    expect(written.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(written.map((record) => record.entry.kind)).toEqual(['intent', 'checkpoint', 'progress']);
    expect(new Set(written.map(({ hash }) => hash)).size).toBe(3);
    expect(await journal.read(SERVERS)).toEqual(written);
  });

  it('keeps steps apart', async () => {
    const { journal } = harness();
    const record = await journal.append(SERVERS, await claim(SERVERS, 'ana'), intent);
    const other = await journal.append(DATABASE, await claim(DATABASE, 'ana'), intent);
    expect(await journal.read(SERVERS)).toEqual([record]);
    expect(await journal.read(DATABASE)).toEqual([other]);
    expect(other.hash).not.toBe(record.hash);
  });
}

function fencingCases(harness: () => StepJournalHarness, claim: Claim): void {
  it('refuses a worker whose step another has claimed, and writes nothing', async () => {
    const { journal } = harness();
    const old = await claim(SERVERS, 'ana');
    const kept = await journal.append(SERVERS, old, intent);
    const current = await claim(SERVERS, 'ben');
    const late = journal.append(SERVERS, old, checkpoint('drsjob-late'));
    await expect(late).rejects.toThrow(LeaseLostError);
    await expect(late).rejects.toMatchObject({ key: leaseKey(SERVERS), epoch: old });
    const next = await journal.append(SERVERS, current, checkpoint('drsjob-2'));
    expect(next).toMatchObject({ sequence: 2, epoch: current });
    expect(await journal.read(SERVERS)).toEqual([kept, next]);
  });

  it('refuses a worker that never claimed the step', async () => {
    const { journal } = harness();
    await expect(journal.append(SERVERS, 1, intent)).rejects.toThrow(LeaseLostError);
    const epoch = await claim(SERVERS, 'ana');
    await expect(journal.append(SERVERS, epoch + 1, intent)).rejects.toThrow(LeaseLostError);
    expect(await journal.read(SERVERS)).toEqual([]);
  });

  it('loses none of the records that one worker writes at once', async () => {
    const { journal } = harness();
    const epoch = await claim(SERVERS, 'ana');
    const jobs = Array.from({ length: 10 }, (_, index) => `drsjob-${index}`);
    await Promise.all(jobs.map((job) => journal.append(SERVERS, epoch, checkpoint(job))));
    const records = await journal.read(SERVERS);
    expect(records.map(({ sequence }) => sequence)).toEqual(jobs.map((_, index) => index + 1));
    expect(new Set(records.map(({ entry }) => JSON.stringify(entry))).size).toBe(jobs.length);
  });
}

function damageCases(harness: () => StepJournalHarness, claim: Claim): void {
  it.each(DAMAGES)('names record $number of a journal that is $kind there', async ({ kind, number, harm }) => {
    const { journal, vandal } = harness();
    const epoch = await claim(SERVERS, 'ana');
    for (const entry of [intent, checkpoint('drsjob-1'), checkpoint('drsjob-2')]) {
      await journal.append(SERVERS, epoch, entry);
    }
    await vandal[harm](SERVERS, number);
    const reading = journal.read(SERVERS);
    await expect(reading).rejects.toThrow(HistoryDamagedError);
    await expect(reading).rejects.toMatchObject({ executionId: 'drill-1/servers', version: number, kind });
  });
}
