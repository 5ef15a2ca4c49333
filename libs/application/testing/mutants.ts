import { leaseKey, type JournalEntry, type Leases, type StepJournal } from '@breakwater/core';
import type { StoresDecorator } from './played-process.ts';

/**
 * A product that writes its intent down after the effect: nothing of a step is journaled before AWS has answered. A suite
 * that looks for effects that happen twice has to notice.
 *
 * @param showsEffect - whether an entry can only be written once the effect is there
 */
export const intentAfterEffect =
  (showsEffect: (entry: JournalEntry) => boolean): StoresDecorator =>
  (stores) => ({ ...stores, journal: withholding(stores.journal, showsEffect) });

function withholding(journal: StepJournal, showsEffect: (entry: JournalEntry) => boolean): StepJournal {
  const withheld = new Map<string, JournalEntry[]>();
  return {
    read: (step) => journal.read(step),
    async append(step, epoch, entry) {
      const key = leaseKey(step);
      const waiting = withheld.get(key) ?? (entry.kind === 'intent' ? [] : undefined);
      if (waiting !== undefined && !showsEffect(entry)) {
        withheld.set(key, [...waiting, entry]);
        return { sequence: 0, epoch, entry, hash: '' };
      }
      for (const earlier of waiting ?? []) await journal.append(step, epoch, earlier);
      withheld.delete(key);
      return journal.append(step, epoch, entry);
    },
  };
}

/** A product in which a lease keeps nobody away: it is granted at once, is never lost, and no journal asks for it. */
export const leaseIgnored: StoresDecorator = (stores) => ({
  ...stores,
  leases: grantedAtOnce(stores.leases),
  journal: {
    read: (step) => stores.journal.read(step),
    append: async (step, epoch, entry) => {
      const newest = await stores.leases.read(leaseKey(step));
      return stores.journal.append(step, newest?.epoch ?? epoch, entry);
    },
  },
});

const grantedAtOnce = (leases: Leases): Leases => ({
  async read(key) {
    const lease = await leases.read(key);
    return lease === undefined ? undefined : { ...lease, released: true };
  },
  claim: async (key, holder, lengthSeconds) => leases.claim(key, holder, lengthSeconds, await leases.read(key)),
  renew: async (lease) => ({ ...lease, beat: lease.beat + 1 }),
  release: async () => undefined,
});
