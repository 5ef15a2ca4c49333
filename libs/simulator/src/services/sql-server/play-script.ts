import type { Site } from '../../world/world.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import { groupsOn } from './availability-group.ts';
import { forcedFailover, modifyReplica, plannedFailover, resumeDatabase } from './group-changes.ts';
import type { SqlSession, SqlStatement } from './sql-session.ts';
import { SqlError } from './sql-session.ts';
import { stateQuery } from './state-query.ts';

/** What a script printed, and how it ended. */
export interface ScriptOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const STATEMENTS: readonly SqlStatement[] = [
  plannedFailover,
  forcedFailover,
  modifyReplica,
  resumeDatabase,
  stateQuery,
];
const CALLS_SQL = /\bsqlcmd\b|\bInvoke-Sqlcmd\b/i;
const TOUCHES_GROUPS = /AVAILABILITY\s+GROUP|\bHADR\b|sys\.dm_hadr_/i;

/**
 * Runs the T-SQL of a shell script that calls `sqlcmd` or `Invoke-Sqlcmd`: statements about availability groups take effect
 * in their order, and the first error ends it. Any other script succeeds and prints nothing.
 *
 * @param now - simulated epoch milliseconds at which its effects happen
 */
export function playSqlScript(
  { world, place }: Site,
  instance: Ec2Instance,
  script: string,
  now: number,
): ScriptOutput {
  if (!CALLS_SQL.test(script) || !TOUCHES_GROUPS.test(script)) return { exitCode: 0, stdout: '', stderr: '' };
  const local = groupsOn(world, place.accountId, { region: place.region, instance });
  const session: SqlSession = { world, local, now };
  const printed: string[] = [];
  try {
    const statements = statementsOf(script);
    if (statements.length === 0)
      throw new SqlError(102, 'The simulator understands no statement of this script; see its README');
    for (const { statement, match } of statements) printed.push(statement.run(session, match));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return failed(error, { instance, script, printed });
  }
  return { exitCode: 0, stdout: linesOf(printed), stderr: '' };
}

function statementsOf(script: string): { statement: SqlStatement; match: RegExpExecArray }[] {
  // PowerShell doubles the quotes within its own.
  const sql = script.replaceAll("''", "'");
  return STATEMENTS.flatMap((statement) =>
    [...sql.matchAll(statement.pattern)].map((match) => ({ statement, match })),
  ).sort((a, b) => a.match.index - b.match.index);
}

/** sqlcmd ends well after an error unless `-b` says otherwise, and prints errors as output unless `-r` does. */
function failed(
  error: SqlError,
  { instance, script, printed }: { instance: Ec2Instance; script: string; printed: readonly string[] },
): ScriptOutput {
  const server = instance.tags['Name'] ?? instance.id;
  const text = `Msg ${error.number}, Level 16, State 1, Server ${server}, Line 1\n${error.message}\n`;
  const isSqlcmd = /\bsqlcmd\b/i.test(script) && !/\bInvoke-Sqlcmd\b/i.test(script);
  const tells = !isSqlcmd || /\s-b\b/.test(script);
  const toStderr = !isSqlcmd || /\s-r\s*[01]?\b/.test(script);
  return {
    exitCode: tells ? 1 : 0,
    stdout: linesOf(printed) + (toStderr ? '' : text),
    stderr: toStderr ? text : '',
  };
}

function linesOf(printed: readonly string[]): string {
  return printed
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('');
}
