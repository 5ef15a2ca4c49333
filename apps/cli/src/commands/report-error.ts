import type { Console } from '../console/console.ts';
import { FileFaultsError, InputError, NotBuiltError, UnreachableError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { faultLines } from '../render/plan-faults.ts';
import { wrap } from '../render/text.ts';
import { isRecord, messageOf } from '../shared.ts';

/** Says what went wrong, once and without a stack, and gives the exit code that fits. */
export function reportError(error: unknown, console: Console, asJson: boolean): ExitCode {
  const { code, exit, lines } = described(error);
  console.err.leave();
  console.err.lines(lines);
  if (asJson)
    console.out.lines([
      JSON.stringify({ error: { code, message: messageOf(error), faults: faultsOf(error) } }, null, 2),
    ]);
  return exit;
}

interface Described {
  readonly code: string;
  readonly exit: ExitCode;
  readonly lines: readonly string[];
}

function described(error: unknown): Described {
  if (error instanceof FileFaultsError)
    return { code: 'file-invalid', exit: EXIT.badInput, lines: faultLines(error.file, error.faults) };
  const lines = wrap(messageOf(error), { first: 'breakwater: ', indent: 2 });
  if (error instanceof InputError) return { code: 'input-invalid', exit: EXIT.badInput, lines };
  if (error instanceof NotBuiltError) return { code: 'not-built', exit: EXIT.badInput, lines };
  if (error instanceof UnreachableError) return { code: 'unreachable', exit: EXIT.unreachable, lines };
  return { code: 'unexpected', exit: EXIT.unsuccessful, lines: [...lines, ...causeLines(error)] };
}

const faultsOf = (error: unknown) => (error instanceof FileFaultsError ? error.faults : undefined);

/** What led to something that nobody expected, outermost first. */
function causeLines(error: unknown): string[] {
  const cause = isRecord(error) ? error['cause'] : undefined;
  return cause === undefined ? [] : [...wrap(messageOf(cause), { first: '  because: ' }), ...causeLines(cause)];
}
