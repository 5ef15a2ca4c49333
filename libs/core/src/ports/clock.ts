import type { Instant } from '../shared/instant.ts';

/** Time, as the domain sees it. It may be scaled (simulated runs) or virtual (tests); only differences are real. */
export interface Clock {
  now(): Instant;
  /**
   * @param seconds - domain seconds; zero or less returns at the next turn
   * @throws the signal's reason when it is aborted before the time is over
   */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}
