import { createRequire } from 'node:module';

interface Validation {
  readonly isValid: boolean;
  readonly errorsText: (separator: string) => string;
}

/** The package brings no types. */
const aslValidator = createRequire(import.meta.url)('asl-validator') as (
  definition: unknown,
  options: { readonly checkArn: boolean; readonly checkPaths: boolean },
) => Validation;

/** What AWS would refuse in a definition, as far as its schema, paths and ARNs tell; `undefined` when nothing. */
export function definitionFaults(definition: unknown): string | undefined {
  const { isValid, errorsText } = aslValidator(definition, { checkArn: true, checkPaths: true });
  return isValid ? undefined : errorsText('; ');
}
