import { parseArgs } from 'node:util';
import { masterStateMachine } from './state-machine/master-state-machine.ts';

/** What `npm run asl` says when it is asked for something that it does not know. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `usage: npm run asl -- [--environment NAME] [--technologies A,B,…] [--region REGION --account ACCOUNT]

Prints the definition of the master state machine as JSON. Without --region and --account, activities are placeholders
for DefinitionSubstitutions: \${PrepareActivityArn}, \${GateActivityArn}, …, and \${AdapterDrsActivityArn} for technology drs.
`;

/** The adapters of this repository, and what the application runs itself: manual steps and waits. */
const TECHNOLOGIES = 'application,built-in,database,drs,infrastructure,manual';

/**
 * The definition that the arguments ask for, as JSON.
 *
 * @param args - as on a command line
 * @throws {@link UsageError}
 */
export function definitionText(args: readonly string[]): string {
  const { environment, technologies, region, account } = read(args);
  if ((region === undefined) !== (account === undefined))
    throw new UsageError('--region and --account go together: give both, or neither for placeholders');
  const prefix = `breakwater-${environment}-`;
  const activityArn = (name: string): string =>
    region === undefined
      ? `\${${pascal(name.slice(prefix.length))}ActivityArn}`
      : `arn:aws:states:${region}:${account}:activity:${name}`;
  const definition = masterStateMachine({ environment, technologies: technologies.split(','), activityArn });
  return `${JSON.stringify(definition, null, 2)}\n`;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        environment: { type: 'string', default: 'production' },
        technologies: { type: 'string', default: TECHNOLOGIES },
        region: { type: 'string' },
        account: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** `adapter-built-in` as `AdapterBuiltIn`. */
const pascal = (kebab: string): string =>
  kebab
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
