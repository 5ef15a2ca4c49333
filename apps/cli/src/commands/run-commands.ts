import { Option, type Command } from 'commander';
import type { StartExecution } from '@breakwater/application';
import { INTENTS, type Intent } from '@breakwater/core';
import type { CommandContext } from '../context.ts';
import { InputError } from '../errors.ts';
import { EXIT, type ExitCode, type FailOn } from '../exit-codes.ts';
import { recoveryBrief } from '../render/brief.ts';
import { askToStart } from '../run/ask-to-start.ts';
import { parameterValues } from '../run/parameters.ts';
import { readPlanFile, type PlanFile } from '../run/plan-file.ts';
import { APPROVE_HELP } from '../run/gate-answers.ts';
import { simulateWords } from '../run/simulate-option.ts';
import { checkApprove, runPlan, type RunRequest } from '../run/run-plan.ts';
import type { Runner } from './action.ts';
import { failOn, list, pair, positiveNumber, wholeNumber } from './option-values.ts';

interface RunCommandOptions {
  readonly simulate?: string;
  readonly approve?: true;
  readonly seed?: number;
  readonly speed?: number;
  readonly data?: string;
  readonly json?: true;
  readonly failOn?: readonly FailOn[];
  readonly intent?: Intent;
  readonly only?: readonly string[];
  readonly param?: readonly (readonly [string, string])[];
}

interface DrillOptions extends RunCommandOptions {
  readonly cleanup?: true;
}

interface RecoverOptions extends RunCommandOptions {
  readonly incident: string;
  readonly reason: string;
  readonly confirm: string;
  readonly acceptFinding?: readonly (readonly [string, string])[];
}

const asJson = (_plan: string, { json }: RunCommandOptions): boolean => json === true;

/** `drill` and `recover`: run a plan in this process. */
export function addRunCommands(program: Command, context: CommandContext, run: Runner): void {
  withRunOptions(program.command('drill'))
    .description('run a plan as a drill: production and replication are left alone')
    .option('--cleanup', "when it has ended, terminate what it left, and wait for that; the exit code is the drill's")
    .action(run((plan: string, options: DrillOptions) => drill(plan, options, context), asJson));
  withRunOptions(program.command('recover'))
    .description('run a plan for real; shows first what will happen')
    .requiredOption('--incident <id>', 'the incident this belongs to')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--confirm <plan name>', "the plan's name, typed again")
    .option('--accept-finding <id=reason>', 'accept a finding of the checks, by id and reason (again for more)', pair)
    .action(run((plan: string, options: RecoverOptions) => recover(plan, options, context), asJson));
}

const withRunOptions = (command: Command): Command =>
  command
    .argument('<plan>', 'plan file, YAML or JSON')
    .option('--simulate <estate>', 'simulated AWS: an estate file, or the address of a running simulator')
    .option('--approve', APPROVE_HELP)
    .option('--seed <number>', "instead of the estate's own: the same seed gives the same run", wholeNumber)
    .option('--speed <number>', "simulated seconds per second, instead of the estate's own", positiveNumber)
    .option('--data <dir>', 'keep the history there; default .breakwater, simulated runs a folder of their own')
    .addOption(
      new Option('--intent <intent>', 'planned: the origin is healthy; unplanned: it is gone or failing').choices(
        INTENTS,
      ),
    )
    .option('--only <waves>', 'these waves only, separated by commas', list)
    .option('--param <name=value>', 'a value for a parameter of the plan (again for more)', pair)
    .option('--fail-on <outcome>', 'exit code 1 also for: degraded, rto (again for more)', failOn)
    .option('--json', 'print the report as one JSON document; progress goes to standard error');

async function drill(planName: string, options: DrillOptions, context: CommandContext): Promise<ExitCode> {
  const plan = await readPlanFile(planName, context);
  const cleanup = options.cleanup === true;
  if (cleanup && plan.plan.cleanup === 'none') {
    throw new InputError(`plan ${plan.plan.name} says cleanup: none, so leave out --cleanup: nothing was started`);
  }
  const request = requestOf(plan, options, { mode: 'drill' });
  const typed = ['drill', planName, ...typedOptions(options), ...(cleanup ? ['--cleanup'] : [])];
  return runPlan({ ...request, options: { ...request.options, cleanup }, typed }, context);
}

async function recover(planName: string, options: RecoverOptions, context: CommandContext): Promise<ExitCode> {
  checkApprove({
    approve: options.approve === true,
    ...(options.simulate !== undefined && { simulate: options.simulate }),
  });
  const plan = await readPlanFile(planName, context);
  if (options.confirm !== plan.plan.name) {
    throw new InputError(
      `--confirm ${options.confirm} is not the name of the plan, which is ${plan.plan.name}: nothing was started`,
    );
  }
  const { incident, reason, confirm } = options;
  const acceptFindings = options.acceptFinding?.map(([id, why]) => ({ id, reason: why }));
  const request = requestOf(plan, options, {
    mode: 'recovery',
    incident,
    reason,
    confirm,
    ...(acceptFindings !== undefined && { acceptFindings }),
  });
  if (!(await isWanted(plan, options, request, context))) return EXIT.unsuccessful;
  const typed = [
    'recover',
    planName,
    '--incident',
    incident,
    '--reason',
    reason,
    '--confirm',
    confirm,
    ...typedOptions(options),
  ];
  return runPlan({ ...request, typed }, context);
}

/** What tells a recovery from a drill. */
type ModeOfRun = Pick<StartExecution, 'mode' | 'incident' | 'reason' | 'confirm' | 'acceptFindings'>;

function requestOf(plan: PlanFile, options: RunCommandOptions, mode: ModeOfRun): Omit<RunRequest, 'typed'> {
  const { intent, only, param, simulate, seed, speed, data } = options;
  return {
    plan,
    start: {
      ...mode,
      ...(intent !== undefined && { intent }),
      ...(only !== undefined && { only: { waves: only } }),
      parameters: parameterValues(param ?? [], plan.plan),
    },
    options: {
      approve: options.approve === true,
      json: options.json === true,
      failOn: options.failOn ?? [],
      ...(simulate !== undefined && { simulate }),
      ...(seed !== undefined && { seed }),
      ...(speed !== undefined && { speed }),
      ...(data !== undefined && { data }),
    },
  };
}

/** Shows the brief, and asks. */
async function isWanted(
  plan: PlanFile,
  options: RecoverOptions,
  request: Omit<RunRequest, 'typed'>,
  { console, root, interrupted }: CommandContext,
): Promise<boolean> {
  const channel = options.json === true ? console.err : console.out;
  const brief = recoveryBrief(
    {
      plan: plan.plan,
      adapters: await root.installedAdapters(),
      intent: options.intent ?? 'unplanned',
      incident: options.incident,
      reason: options.reason,
      simulated: options.simulate !== undefined,
      parameters: request.start.parameters ?? {},
      ...(options.only !== undefined && { only: options.only }),
    },
    channel.paint,
  );
  channel.lines(brief);
  return options.approve === true || askToStart({ console, interrupted });
}

/** The options that make the same run again. */
function typedOptions({ approve, intent, only, param, ...simulation }: RunCommandOptions): string[] {
  return [
    ...simulateWords(simulation),
    ...(approve === true ? ['--approve'] : []),
    ...(intent === undefined ? [] : ['--intent', intent]),
    ...(only === undefined ? [] : ['--only', only.join(',')]),
    ...(param ?? []).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
  ];
}
