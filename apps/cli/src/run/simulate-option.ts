import type { Simulate } from '../composition/types.ts';
import { InputError } from '../errors.ts';

export interface SimulateOptions {
  readonly simulate?: string;
  readonly seed?: number;
  readonly speed?: number;
}

/** The options again, as they are typed. */
export const simulateWords = ({ simulate, seed, speed }: SimulateOptions): string[] => [
  ...(simulate === undefined ? [] : ['--simulate', simulate]),
  ...(seed === undefined ? [] : ['--seed', String(seed)]),
  ...(speed === undefined ? [] : ['--speed', String(speed)]),
];

/** @throws InputError when seed or speed are given where this process does not run the simulator */
export function simulateOption({ simulate, seed, speed }: SimulateOptions): Simulate | undefined {
  const url = simulate !== undefined && /^https?:\/\//.test(simulate);
  if ((simulate === undefined || url) && (seed !== undefined || speed !== undefined)) {
    throw new InputError(
      url
        ? '--seed and --speed belong to the simulator that runs already: give them to breakwater simulate'
        : '--seed and --speed need --simulate with an estate file: time in AWS cannot be scaled',
    );
  }
  if (simulate === undefined) return undefined;
  if (url) return { kind: 'running', url: simulate };
  return { kind: 'estate', file: simulate, ...(seed !== undefined && { seed }), ...(speed !== undefined && { speed }) };
}
