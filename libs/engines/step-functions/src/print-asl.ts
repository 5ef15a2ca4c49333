import { definitionText, USAGE, UsageError } from './definition-text.ts';

try {
  process.stdout.write(definitionText(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
