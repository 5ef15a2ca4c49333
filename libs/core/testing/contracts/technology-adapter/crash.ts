import type { Interceptor } from './intercepted-clients.ts';

/** What goes wrong at a call. */
export interface Crash {
  /** Of the calls that the worker sends, 0 for the first. */
  readonly callIndex: number;
  /** Whether AWS did what the call asked for. */
  readonly effect: 'before' | 'after';
  /** `answer-lost`: the worker sees a broken connection. `killed`: the worker is gone and sees nothing any more. */
  readonly kind: 'answer-lost' | 'killed';
}

/** Waits for good, as the call of a dead process does. */
const never = () => new Promise<never>(() => undefined);

const brokenConnection = (call: string): Error =>
  Object.assign(new Error(`socket hang up during ${call}`), { name: 'TimeoutError', code: 'ECONNRESET' });

/** Plays a crash on a worker's calls. */
export class CrashingCalls {
  readonly calls: string[] = [];
  /** Settles when the worker is killed. */
  readonly killed: Promise<'killed'>;
  readonly #crash: Crash | undefined;
  readonly #kill: () => void;
  #dead = false;

  constructor(crash?: Crash) {
    this.#crash = crash;
    const { promise, resolve } = Promise.withResolvers<'killed'>();
    this.killed = promise;
    this.#kill = () => {
      this.#dead = true;
      resolve('killed');
    };
  }

  /** True from the moment of death: nothing that the worker does counts any more. */
  get dead(): boolean {
    return this.#dead;
  }

  readonly intercept: Interceptor = async (call, send) => {
    if (this.#dead) return never();
    const index = this.calls.push(call) - 1;
    if (this.#crash?.callIndex !== index) return send();
    if (this.#crash.effect === 'after') await send();
    if (this.#crash.kind === 'answer-lost') throw brokenConnection(call);
    this.#kill();
    return never();
  };
}

/**
 * Where to crash: at the first and the last call of each operation, lost before and after its effect, with the worker
 * alive and dead. Calls in between are polls that repeat the first.
 */
export function crashesAt(calls: readonly string[]): readonly Crash[] {
  const indexes = new Set(calls.flatMap((call) => [calls.indexOf(call), calls.lastIndexOf(call)]));
  return [...indexes].flatMap((callIndex) =>
    (['before', 'after'] as const).flatMap((effect) =>
      (['answer-lost', 'killed'] as const).map((kind) => ({ callIndex, effect, kind })),
    ),
  );
}
