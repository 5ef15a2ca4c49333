import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WORKSPACE } from '../testing/run-cli.ts';
import { startProcess } from './support/played-process.ts';
import { installPlugIn, PLUG_IN } from './support/plug-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-bundles-'));
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:breakwater-e2e-execution';
const NOWHERE = 'http://127.0.0.1:9';
const HUB = {
  PORT: '0',
  HUB_REGION: 'eu-west-1',
  STATE_MACHINE_ARN: MACHINE,
  AWS_ENDPOINT_URL_DYNAMODB: NOWHERE,
  AWS_ENDPOINT_URL_SFN: NOWHERE,
  AWS_ACCESS_KEY_ID: 'AKIALOCAL',
  AWS_SECRET_ACCESS_KEY: 'local',
  SHUTDOWN_GRACE_SECONDS: '1',
};
const APPS = {
  api: {
    settings: { PORT: '0', HUB_REGION: 'eu-west-1', DATA_DIR: join(folder, 'data') },
    missing: ['DATA_DIR', 'HUB_REGION'],
  },
  orchestrator: { settings: HUB, missing: ['HUB_REGION', 'STATE_MACHINE_ARN'] },
  'adapter-host': {
    settings: { ...HUB, TECHNOLOGIES: 'drs' },
    missing: ['HUB_REGION', 'STATE_MACHINE_ARN', 'TECHNOLOGIES'],
  },
} as const;
const LISTENS = /"address":"(http:[^"]+)"/;

/** The single file of an app, in a folder that holds nothing else. */
const alone = (app: string): string => join(folder, app, 'main.js');

beforeAll(() => {
  for (const app of Object.keys(APPS)) {
    const built = spawnSync(process.execPath, ['tools/build/bundle.ts', `apps/${app}`], {
      cwd: WORKSPACE,
      encoding: 'utf8',
    });
    if (built.status !== 0) throw new Error(`${app} cannot be bundled: ${built.stderr}`);
    mkdirSync(join(folder, app));
    cpSync(join(WORKSPACE, 'dist/apps', app, 'main.js'), alone(app));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(APPS))('the bundle of %s, alone in a folder', (app, { settings, missing }) => {
  const endOf = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [alone(app)], { env, encoding: 'utf8', cwd: join(folder, app) });

  it('ends with exit code 2 and names each setting that is missing', () => {
    const { status, stderr } = endOf({});
    expect(status).toBe(2);
    for (const name of missing) expect(stderr).toContain(`${name} `);
    expect(stderr).not.toContain('    at ');
  });

  it('ends with exit code 2 and names the plug-in that is not installed beside it', () => {
    const { status, stderr } = endOf({ ...settings, ADAPTER_PACKAGES: '@example/nowhere' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `ADAPTER_PACKAGES: plug-in @example/nowhere cannot be loaded from ${join(folder, app)}: it is not installed there\n`,
    });
  });

  it('listens when it is given them', async () => {
    const started = startProcess(alone(app), [], { folder, environment: settings, listens: LISTENS });
    const url = await started.listening;
    if (url === undefined) throw new Error(started.output());
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await started.kill();
  });
});

describe('the bundle of adapter-host', () => {
  const app = join(folder, 'adapter-host');
  const settings = { ...HUB, TECHNOLOGIES: PLUG_IN.technology };

  it('runs the technology of a plug-in that is installed beside it', async () => {
    installPlugIn(app);
    const environment = { ...settings, ADAPTER_PACKAGES: PLUG_IN.packageName };
    const started = startProcess(join(app, 'main.js'), [], { folder: app, environment, listens: LISTENS });
    if ((await started.listening) === undefined) throw new Error(started.output());
    await started.kill();
  });

  it('does not run it without, and says how it would', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(app, 'main.js')], {
      env: settings,
      encoding: 'utf8',
      cwd: app,
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^no adapter is installed for pilot-light: TECHNOLOGIES may name .* and ADAPTER_PACKAGES brings more\n$/,
    );
  });
});
