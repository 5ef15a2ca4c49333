import type { StartExecution } from '@breakwater/application';
import { canonicalJson, type Actor, type ExecutionId, type ExecutionReport } from '@breakwater/core';
import type { Embedded } from '../composition/types.ts';
import type { Channel } from '../console/console.ts';
import type { CommandContext } from '../context.ts';
import { FileFaultsError, InputError } from '../errors.ts';
import { EXIT, exitCodeOf, type ExitCode, type FailOn } from '../exit-codes.ts';
import { finalReport } from '../render/final-report.ts';
import { commandLine, nextCommands, type Access } from '../render/next.ts';
import { wrap } from '../render/text.ts';
import { localActor } from './actors.ts';
import { cleanUpAfter, withoutCleaned } from './clean-up-after.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { followExecution, progressChannel, type FollowOptions } from './follow-execution.ts';
import type { Followed } from './follow.ts';
import type { PlanFile } from './plan-file.ts';
import { simulateOption, simulateWords, type SimulateOptions } from './simulate-option.ts';

/** What `drill` and `recover` have in common. */
export interface RunOptions extends SimulateOptions, FollowOptions {
  readonly data?: string;
  /** Of a drill: clean up behind it. */
  readonly cleanup?: boolean;
  readonly failOn: readonly FailOn[];
}

export interface RunRequest {
  readonly plan: PlanFile;
  readonly start: Omit<StartExecution, 'plan' | 'planVersion'>;
  readonly options: RunOptions;
  /** The command as it was typed, for running it again. */
  readonly typed: readonly string[];
}

/** Runs a plan in this process from its start to its end, or to where only people can get it on. */
export async function runPlan(request: RunRequest, context: CommandContext): Promise<ExitCode> {
  const { options } = request;
  checkApprove(options);
  const simulate = simulateOption(options);
  const folder = await openDataFolder(options.data, simulate !== undefined, context.environment);
  const embedded = await context.root
    .composeEmbedded({
      dataDir: folder.path,
      ...(simulate !== undefined && { simulate }),
      ...context.environment.host,
    })
    .catch((error: unknown) => discardAndRethrow(folder, error));
  let played: Played;
  try {
    played = await play(request, embedded, context);
  } catch (error) {
    await embedded.close();
    return discardAndRethrow(folder, error);
  }
  await embedded.close();
  return conclude(request, played, folder, context);
}

/** @throws InputError when `--approve` is given for a run that touches AWS */
export function checkApprove({ approve, simulate }: Pick<RunOptions, 'approve' | 'simulate'>): void {
  if (approve && simulate === undefined) {
    throw new InputError(
      '--approve is for simulated runs only: in AWS people answer, so leave it out or add --simulate',
    );
  }
}

async function discardAndRethrow(folder: DataFolder, error: unknown): Promise<never> {
  await folder.discard();
  throw error;
}

/** A run, and the clean-up that was asked for behind it. */
interface Played {
  readonly run: Followed;
  readonly cleanup?: Followed;
}

async function play(request: RunRequest, embedded: Embedded, context: CommandContext): Promise<Played> {
  const { options } = request;
  const by = localActor(context.environment.userName);
  const executionId = await startExecution(request, embedded, by);
  const run = await followExecution(executionId, options, embedded, context, by);
  const cleanup = options.cleanup === true ? await cleanUpAfter(run, options, embedded, context, by) : undefined;
  return { run, ...(cleanup !== undefined && { cleanup }) };
}

async function startExecution(request: RunRequest, embedded: Embedded, by: Actor): Promise<ExecutionId> {
  const { plan } = request.plan;
  await refuseSecondRun(plan.name, request.start.mode, embedded);
  const planVersion = await savedVersion(request.plan, embedded, by);
  const started = await embedded.application.startExecution({ ...request.start, plan: plan.name, planVersion }, by);
  if (started.ok) return started.value.executionId;
  if (started.error.code === 'plan-invalid') throw new FileFaultsError(request.plan.name, started.error.faults);
  throw new InputError(started.error.message);
}

/** @throws InputError when the data folder holds an unfinished execution of the same plan and mode, which should be gone on with */
async function refuseSecondRun(plan: string, mode: string, { application }: Embedded): Promise<void> {
  const { heads } = await application.listExecutions({ plan, ended: false });
  const unfinished = heads.find((head) => head.mode === mode);
  if (unfinished === undefined) return;
  throw new InputError(
    `execution ${unfinished.executionId} of ${plan} is not finished in this data folder: go on with it through ` +
      `${commandLine('serve', '--data')} and the same folder, or use another folder with --data`,
  );
}

/** A plan that has not changed since it was saved keeps its version. */
async function savedVersion(
  { text, name, plan }: PlanFile,
  { application, plans }: Embedded,
  by: Actor,
): Promise<number> {
  const newest = await plans.find(plan.name);
  if (newest !== undefined && canonicalJson(newest.plan) === canonicalJson(plan)) return newest.version;
  const saved = await application.savePlan({ kind: 'text', text, name }, newest?.version ?? 0, by);
  if (!saved.ok) throw new FileFaultsError(name, saved.error);
  return saved.value.version;
}

async function conclude(
  { options, typed }: RunRequest,
  { run, cleanup }: Played,
  folder: DataFolder,
  context: CommandContext,
): Promise<ExitCode> {
  const { console } = context;
  const kind = cleanup !== undefined && cleanup.kind !== 'ended' ? cleanup.kind : run.kind;
  const report = cleanup === undefined ? run.report : withoutCleaned(run.report, cleanup.report);
  const simulatedHere = simulateOption(options)?.kind === 'estate';
  const again = commandLine(...typed);
  const access: Access =
    kind === 'ended' && simulatedHere
      ? { kind: 'gone', again }
      : { kind: 'data', dataDir: folder.path, again, simulate: simulateWords(options) };
  if (options.json) console.out.lines([JSON.stringify(report, null, 2)]);
  const reportTo = progressChannel(options, context);
  const showOn = (shown: ExecutionReport) =>
    reportTo.lines(finalReport(shown, nextCommands(shown, access), reportTo.paint));
  if (!options.json || kind !== 'ended') showOn(report);
  if (cleanup !== undefined) reportCleanup(cleanup, reportTo, showOn);
  if (kind !== 'ended') {
    console.err.lines(wrap(standstillSentence(kind, simulatedHere)));
    return EXIT.waits;
  }
  if (access.kind === 'gone') await folder.discard();
  return exitCodeOf(report, options.failOn);
}

/** A line when all went well, else everything: what is left costs money. */
function reportCleanup({ report }: Followed, channel: Channel, showOn: (report: ExecutionReport) => void): void {
  if (report.execution.outcome !== 'clean') return showOn(report);
  channel.lines([`Cleaned up by execution ${report.execution.id}.`]);
}

function standstillSentence(kind: 'waits' | 'interrupted', simulatedHere: boolean): string {
  const what =
    kind === 'waits'
      ? 'The execution waits for a person, and there is no terminal to ask on.'
      : 'The execution was left as it is.';
  const estate = simulatedHere
    ? ' The simulated estate begins anew then; one that outlives this command: breakwater simulate.'
    : '';
  return `${what} Its history is kept, and the commands above go on with it.${estate}`;
}
