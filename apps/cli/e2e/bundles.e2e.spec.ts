import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WORKSPACE } from '../testing/run-cli.ts';
import { startProcess } from './support/played-process.ts';

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
  it('ends with exit code 2 and names each setting that is missing', () => {
    const { status, stderr } = spawnSync(process.execPath, [alone(app)], {
      env: {},
      encoding: 'utf8',
      cwd: join(folder, app),
    });
    expect(status).toBe(2);
    for (const name of missing) expect(stderr).toContain(`${name} `);
    expect(stderr).not.toContain('    at ');
  });

  it('listens when it is given them', async () => {
    const started = startProcess(alone(app), [], { folder, environment: settings, listens: LISTENS });
    const url = await started.listening;
    if (url === undefined) throw new Error(started.output());
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await started.kill();
  });
});
