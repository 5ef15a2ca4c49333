import type { Paint } from '../render/paint.ts';

/** One of the two streams that a command speaks on. */
export interface Channel {
  /** Writes whole lines. */
  lines(lines: readonly string[]): void;
  /** Replaces what was drawn last by these lines; nothing on what is no terminal. */
  draw(lines: readonly string[]): void;
  /** Lets what is drawn stand and goes on below it. */
  leave(): void;
  readonly isTerminal: boolean;
  readonly paint: Paint;
  size(): { readonly columns: number; readonly rows: number };
}

/** The terminal, or what stands in for it. */
export interface Console {
  /** What was asked for: reports, lists, documents. */
  readonly out: Channel;
  /** Everything else: errors, and progress beside a document. */
  readonly err: Channel;
  /** Whether somebody sits there to be asked. */
  readonly canAsk: boolean;
  /** @returns what was typed, trimmed; undefined when the input has ended or the signal was aborted */
  ask(question: string, signal?: AbortSignal): Promise<string | undefined>;
}
