/** What somebody with access to the storage could do to a hash-chained history, past the store. */
export interface Vandal<History> {
  /** Changes what an entry says, keeping it well-formed. */
  alter(history: History, number: number): Promise<void>;
  /** Leaves half of an entry. */
  tear(history: History, number: number): Promise<void>;
  remove(history: History, number: number): Promise<void>;
}

/** Each kind of damage to a history of three entries: at its beginning, within, at its end. `number` is where it shows. */
export const DAMAGES = [
  { kind: 'tampered', number: 2, harm: 'alter' },
  { kind: 'tampered', number: 3, harm: 'alter' },
  { kind: 'torn', number: 2, harm: 'tear' },
  { kind: 'torn', number: 3, harm: 'tear' },
  { kind: 'missing', number: 1, harm: 'remove' },
  { kind: 'missing', number: 2, harm: 'remove' },
  { kind: 'missing', number: 3, harm: 'remove' },
] as const;
