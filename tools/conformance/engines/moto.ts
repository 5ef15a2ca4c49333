import { join } from 'node:path';
import type { Engine } from '../engine.ts';
import { pythonIn, virtualEnvironment } from './virtual-environment.ts';

const RUNNING = /Running on (http:\/\/127\.0\.0\.1:\d+)/;
const REQUIREMENTS = 'engines/moto/requirements.txt';
const home = join(import.meta.dirname, '..');

/** moto as a server: the control planes of many services, in memory. */
export const moto: Engine = {
  name: 'moto',
  title: 'moto server',
  endpointVariable: 'MOTO_ENDPOINT',
  pins: [REQUIREMENTS],
  suites: [{ project: 'tools', name: 'tools', pattern: 'conformance/moto/' }],
  installation: (folder) => virtualEnvironment(folder, join(home, REQUIREMENTS)),
  launch: async (folder) => ({
    commandLine: [pythonIn(folder), '-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'],
    env: {},
    urlOf: async (output) => RUNNING.exec(output)?.[1],
  }),
};
