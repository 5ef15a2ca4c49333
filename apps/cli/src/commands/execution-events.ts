import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { eventLines } from '../render/event-lines.ts';
import { connect, type ServerOptions } from '../remote/connect.ts';
import { listCommits } from '../remote/executions.ts';

/** The history of an execution, for reading or as its commits. */
export async function listEvents(
  id: string,
  options: ServerOptions & { readonly json?: true },
  context: CommandContext,
): Promise<ExitCode> {
  const commits = await listCommits(await connect(options, context), id);
  context.console.out.lines(options.json === true ? [JSON.stringify(commits, null, 2)] : commits.flatMap(eventLines));
  return EXIT.completed;
}
