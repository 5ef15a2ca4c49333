import type { ExitCode } from '../exit-codes.ts';
import { EXIT } from '../exit-codes.ts';
import type { CommandContext } from '../context.ts';
import { reportError } from './report-error.ts';

/** Runs a command's body and hands its exit code on, whatever happens. */
export interface Runner {
  <Arguments extends readonly unknown[]>(
    body: (...given: Arguments) => Promise<ExitCode | void>,
    asJson?: (...given: Arguments) => boolean,
  ): (...given: Arguments) => Promise<void>;
}

/** @param done - takes the exit code */
export const runner =
  (context: CommandContext, done: (code: ExitCode) => void): Runner =>
  (body, asJson = () => false) =>
  async (...given) => {
    try {
      done((await body(...given)) ?? EXIT.completed);
    } catch (error) {
      done(reportError(error, context.console, asJson(...given)));
    }
  };
