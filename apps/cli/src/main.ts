import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { reportError } from './commands/report-error.ts';
import { compositionRoot } from './composition/index.ts';
import { processConsole } from './console/process-console.ts';
import type { CliEnvironment } from './context.ts';
import { hostSettings } from './host-settings.ts';
import { interruption } from './interruption.ts';
import { runCommandLine } from './program.ts';

function environment(): CliEnvironment {
  const { XDG_CONFIG_HOME, BREAKWATER_TOKEN } = process.env;
  return {
    userName: userName(),
    configDir: join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'breakwater'),
    temporaryDir: tmpdir(),
    workingDir: process.cwd(),
    ...(BREAKWATER_TOKEN !== undefined && { token: BREAKWATER_TOKEN }),
    host: hostSettings(process.env),
  };
}

/** The user's name, as far as a token can carry it. */
function userName(): string {
  const name = userInfo()
    .username.replaceAll(/[^A-Za-z0-9._@+-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return name === '' ? 'unknown' : name;
}

const { NO_COLOR, ADAPTER_PACKAGES = '' } = process.env;
const terminal = processConsole(process, NO_COLOR !== undefined && NO_COLOR !== '');

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    console: terminal,
    root: compositionRoot({ adapterPackages: ADAPTER_PACKAGES, folder: process.cwd() }),
    environment: environment(),
    interrupted: interruption(process, () => performance.now()),
    version: packageJson.version,
  });
} catch (error) {
  process.exitCode = reportError(error, terminal, false);
}
