import type { SsmDocumentSpec } from '../../estate/application-schema.ts';
import type { Place } from '../../world/world.ts';
import { ssmError } from './ssm-errors.ts';
import type { CommandDocument } from './ssm-state.ts';

const DEFAULT_EXECUTION_TIMEOUT_SECONDS = 3_600;

/** Those of AWS that every account has. */
const SHELL_PARAMETERS = { commands: { required: true }, workingDirectory: {}, executionTimeout: {} };
const AWS_DOCUMENTS: readonly SsmDocumentSpec[] = [
  {
    name: 'AWS-RunShellScript',
    type: 'Command',
    platforms: ['Linux'],
    parameters: SHELL_PARAMETERS,
    plugins: ['aws:runShellScript'],
  },
  {
    name: 'AWS-RunPowerShellScript',
    type: 'Command',
    platforms: ['Windows', 'Linux'],
    parameters: SHELL_PARAMETERS,
    plugins: ['aws:runPowerShellScript'],
  },
];

/** A document by its name, or by the ARN of one that is shared. */
export function findDocument({ ssm }: Place, nameOrArn: string): SsmDocumentSpec | undefined {
  const name = nameOrArn.replace(/^arn:aws:ssm:[a-z0-9-]*:\d*:(?:document|automation-definition)\//, '');
  return ssm.documents.get(name) ?? AWS_DOCUMENTS.find((document) => document.name === name);
}

/** @throws InvalidDocument unless it is a Command document */
export function commandDocument(place: Place, nameOrArn: string): CommandDocument {
  const found = findDocument(place, nameOrArn);
  if (found?.type !== 'Command')
    throw ssmError('InvalidDocument', `document ${nameOrArn} does not exist in your account`);
  return {
    name: found.name,
    platforms: found.platforms ?? ['Linux', 'Windows'],
    parameters: found.parameters ?? {},
    plugins: found.plugins ?? ['aws:runShellScript'],
    executionTimeoutSeconds: found.executionTimeoutSeconds ?? DEFAULT_EXECUTION_TIMEOUT_SECONDS,
  };
}

/** @throws {@link ServiceError} of the given name for a parameter that is missing or that the document does not have */
export function checkParameters(
  parameters: Readonly<Record<string, readonly string[]>>,
  known: Readonly<Record<string, { readonly required?: boolean }>>,
  error: 'InvalidParameters' | 'InvalidAutomationExecutionParametersException',
): void {
  const unknown = Object.keys(parameters).find((name) => !(name in known));
  if (unknown !== undefined) throw ssmError(error, `Parameter ${unknown} is not defined in the document`);
  const missing = Object.entries(known).find(([name, { required }]) => required === true && !(name in parameters));
  if (missing) throw ssmError(error, `Parameter ${missing[0]} requires a value`);
}
