import type { Place } from '../../world/world.ts';
import { compareKeys, sortKey } from './record-names.ts';
import type { RecordSet } from './route53-state.ts';

export interface HostedZoneSummary {
  readonly id: string;
  readonly name: string;
  readonly records: readonly RecordSet[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The zones of an account with their records, in the order in which they are listed. */
export function dumpZones({ route53 }: Place): HostedZoneSummary[] {
  const keyOf = ({ name, type, setIdentifier }: RecordSet): readonly string[] => sortKey(name, type, setIdentifier);
  return [...route53.zones.values()]
    .map(({ id, name, records, tags }) => ({
      id,
      name,
      records: [...records.values()].sort((a, b) => compareKeys(keyOf(a), keyOf(b))),
      tags: { ...tags },
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
