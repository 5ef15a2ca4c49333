import { createInterface } from 'node:readline/promises';
import type { Console } from './console.ts';
import { streamChannel, type TerminalStream } from './stream-channel.ts';

export interface ProcessStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The console of this process. @param noColour - see https://no-color.org */
export function processConsole({ stdin, stdout, stderr }: ProcessStreams, noColour: boolean): Console {
  return {
    out: streamChannel(stdout satisfies TerminalStream, noColour),
    err: streamChannel(stderr satisfies TerminalStream, noColour),
    canAsk: stdin.isTTY && stderr.isTTY,
    async ask(question, signal) {
      const lines = createInterface({ input: stdin, output: stderr });
      // Ctrl-C at a prompt means what it means elsewhere.
      lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
      try {
        const typed = await Promise.race([lines.question(question, signal === undefined ? {} : { signal }), ended]);
        return typed?.trim();
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return undefined;
        throw error;
      } finally {
        lines.close();
      }
    },
  };
}
