export interface DatabaseAdapterOptions {
  /** Domain seconds between two looks at a change that runs. @default 10 */
  readonly lookIntervalSeconds: number;
  /**
   * Domain seconds for which a database must look untouched before a call whose answer was lost counts as never taken.
   * RDS starts its changes asynchronously: right after a call the status can still read `available`. @default 90
   */
  readonly settleSeconds: number;
}

export const DEFAULT_OPTIONS: DatabaseAdapterOptions = { lookIntervalSeconds: 10, settleSeconds: 90 };
