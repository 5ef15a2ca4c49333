import { describe, expect, it } from '@jest/globals';
import type { TechnologyAdapter } from '@breakwater/core';

/** What can become of a call, and of what it set going. */
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
export type Fault = (typeof FAULTS)[number];

/** An operation under one fault. */
export interface FaultCell {
  /** What the operation does then, as the end of a sentence: `takes effect once all the same`. */
  readonly outcome: string;
  /** Plays it and asserts the outcome. */
  play(): Promise<void>;
}

/** The cells of one operation. */
export type FaultCells = Readonly<Record<Fault, FaultCell>>;

/**
 * Plays every operation of an adapter under every fault.
 *
 * @param cells - by operation; a missing or needless one fails
 */
export function faultMatrix(adapter: TechnologyAdapter, cells: Readonly<Record<string, FaultCells>>): void {
  describe(`the fault matrix of ${adapter.technology}`, () => {
    it('has a cell for each operation under each fault', () => {
      const wanted = adapter.operations.flatMap(({ name }) => FAULTS.map((fault) => `${name} ${fault}`));
      const played = Object.entries(cells).flatMap(([name, row]) =>
        Object.keys(row).map((fault) => `${name} ${fault}`),
      );
      expect(played.toSorted()).toEqual(wanted.toSorted());
    });

    for (const [operation, row] of Object.entries(cells)) {
      for (const [fault, cell] of Object.entries(row)) {
        it(`[fault:${fault}] ${operation} ${cell.outcome}`, () => cell.play());
      }
    }
  });
}
