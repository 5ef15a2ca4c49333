/** What can become of a call, and of what it set going. Every operation has a spec for each: `[fault:<id>] <operation>`. */
export const FAULTS = [
  'lost-before',
  'lost-after',
  'throttled',
  'quota',
  'late',
  'partial',
  'stuck',
  'unknown-status',
] as const;
export type FaultId = (typeof FAULTS)[number];
