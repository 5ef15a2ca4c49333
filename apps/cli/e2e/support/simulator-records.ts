import type { LaunchRecord } from '@breakwater/simulator';
import { rest } from './rest.ts';

/** What the simulator itself has seen, whatever the product says of it. */
export class SimulatorRecords {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async launches(): Promise<readonly LaunchRecord[]> {
    return (await rest(`${this.#url}/_simulator/launches`)).body as LaunchRecord[];
  }

  /** How often a call has reached AWS. */
  async callCount(name: string): Promise<number> {
    const calls = (await rest(`${this.#url}/_simulator/calls`)).body as { operation: string; count: number }[];
    return calls.filter(({ operation }) => operation === name).reduce((sum, { count }) => sum + count, 0);
  }

  async setFault(fault: object): Promise<void> {
    const { status } = await rest(`${this.#url}/_simulator/faults`, { method: 'POST', body: fault });
    if (status !== 200) throw new Error(`the simulator answered ${status} to a fault`);
  }
}
