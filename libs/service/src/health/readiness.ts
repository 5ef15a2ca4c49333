/** One thing the service cannot work without. */
export interface ReadinessCheck {
  /** Kebab-case, shown to who asks: `execution-store`. */
  readonly name: string;
  /** Rejects when it is not there. Has to answer within seconds. */
  readonly check: () => Promise<unknown>;
}

export type Readiness =
  | { readonly ready: true; readonly checks: readonly string[] }
  | { readonly ready: false; readonly failed: readonly string[] };

/** Whether the process can do its work; it says no from the moment it is told to stop. */
export interface ReadinessState {
  look(): Promise<Readiness>;
  /** From now on the answer is no, so that no new work is sent here. */
  stopping(): void;
}

/** Asks all checks at once. */
export function readinessOf(checks: readonly ReadinessCheck[]): ReadinessState {
  let stopping = false;
  return {
    stopping: () => {
      stopping = true;
    },
    look: async () => {
      if (stopping) return { ready: false, failed: ['stopping'] };
      const results = await Promise.allSettled(checks.map(async ({ check }) => check()));
      const names = checks.map(({ name }) => name);
      const failed = names.filter((_name, index) => results[index]?.status === 'rejected');
      return failed.length === 0 ? { ready: true, checks: names } : { ready: false, failed };
    },
  };
}
