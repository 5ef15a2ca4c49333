import { Option, type Command } from 'commander';
import { planRunbook } from '@breakwater/application';
import { INTENTS, MODES, type Intent, type Mode } from '@breakwater/core';
import type { CommandContext } from '../context.ts';
import { FileFaultsError, NotBuiltError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { plural } from '../render/text.ts';
import { parameterValues } from '../run/parameters.ts';
import { readPlanFile } from '../run/plan-file.ts';
import type { Runner } from './action.ts';
import { pair } from './option-values.ts';

interface ValidateOptions {
  readonly json?: true;
}

interface RunbookOptions {
  readonly mode: Mode;
  readonly intent?: Intent;
  readonly param?: readonly (readonly [string, string])[];
}

/** `plan …`: works on plan files, without AWS and without a server. */
export function addPlanCommands(program: Command, context: CommandContext, run: Runner): void {
  const plan = program.command('plan').description('check recovery plans');
  plan
    .command('validate')
    .description('check a plan; every fault with its line, nothing is started')
    .argument('<plan>', 'plan file, YAML or JSON')
    .option('--json', 'print the verdict as one JSON document')
    .action(
      run(
        (file: string, options: ValidateOptions) => validate(file, options, context),
        (_file, { json }) => json === true,
      ),
    );
  plan
    .command('runbook')
    .description('the whole plan as Markdown that people can follow without the platform: print it')
    .argument('<plan>', 'plan file, YAML or JSON')
    .addOption(new Option('--mode <mode>', 'what it is for').choices(MODES).default('recovery'))
    .addOption(new Option('--intent <intent>', 'default unplanned for a recovery, else planned').choices(INTENTS))
    .option('--param <name=value>', 'a value for a parameter of the plan (again for more)', pair)
    .action(run((file: string, options: RunbookOptions) => runbook(file, options, context)));
  for (const name of ['rehearse', 'diff']) addUnbuilt(plan, run, `plan ${name}`, name);
}

async function validate(file: string, { json }: ValidateOptions, context: CommandContext) {
  const { plan } = await readPlanFile(file, context);
  const steps = plan.waves.reduce((sum, wave) => sum + wave.steps.length, 0);
  const sentence = `${file}: plan ${plan.name} is valid: ${plural(plan.waves.length, 'wave')}, ${plural(steps, 'step')}`;
  context.console.out.lines(
    json === true
      ? [JSON.stringify({ valid: true, plan: plan.name, waves: plan.waves.length, steps }, null, 2)]
      : [sentence],
  );
  return EXIT.completed;
}

async function runbook(file: string, { mode, intent, param = [] }: RunbookOptions, context: CommandContext) {
  const { plan } = await readPlanFile(file, context);
  const written = planRunbook(plan, await context.root.installedAdapters(), {
    mode,
    parameters: parameterValues(param, plan),
    ...(intent !== undefined && { intent }),
  });
  if (!written.ok) throw new FileFaultsError(file, written.error);
  context.console.out.lines(written.value.trimEnd().split('\n'));
  return EXIT.completed;
}

/** A command that the interface names and this build does not have: it takes what is typed and refuses it. */
export function addUnbuilt(parent: Command, run: Runner, fullName: string, name: string, instead?: string): void {
  parent
    .command(name)
    .description('not built yet')
    .argument('[arguments...]')
    .allowUnknownOption()
    .action(
      run(async () => {
        throw new NotBuiltError(fullName, instead);
      }),
    );
}
