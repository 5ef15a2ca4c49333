import { targetKey, type ExecutionId, type Log, type Target } from '@breakwater/core';
import type { DrsAdapterOptions } from '../options.ts';
import { Broker } from './broker.ts';
import type { JobDriver } from './job-driver.ts';

/** Brokers kept ready. One that was let go of is made again by the next look. */
const KEPT_BROKERS = 128;

/** The brokers of a process. */
export class Brokers {
  readonly #options: DrsAdapterOptions;
  readonly #brokers = new Map<string, Broker>();

  constructor(options: DrsAdapterOptions) {
    this.#options = options;
  }

  /**
   * The broker that all steps of an execution share in an account and Region.
   *
   * @param kind - only jobs of one kind can be shared: `drill`, `recovery`, `terminate`
   */
  broker(kind: string, executionId: ExecutionId, target: Target, driver: JobDriver, log: Log): Broker {
    const key = `${kind} ${executionId} ${targetKey(target)}`;
    const broker = this.#brokers.get(key) ?? new Broker({ ...this.#options, key, driver, log });
    this.#brokers.delete(key);
    this.#brokers.set(key, broker);
    const [oldest] = this.#brokers.keys();
    if (this.#brokers.size > KEPT_BROKERS && oldest !== undefined) this.#brokers.delete(oldest);
    return broker;
  }
}
