/** Sets a member of a record: in a copy, or in place where the fold owns the record. */
export type Write = <Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
  key: Key,
  value: Value,
) => Readonly<Record<Key, Value>>;

export const copied: Write = (record, key, value) => ({ ...record, [key]: value });

export const inPlace: Write = (record, key, value) => {
  (record as Record<string, unknown>)[key] = value;
  return record;
};

/** What a record holds under a name that came from outside: a name such as `constructor` finds nothing inherited. */
export const ownMember = <Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
  key: Key,
): Value | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);
