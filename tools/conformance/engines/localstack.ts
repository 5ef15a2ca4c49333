import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Engine } from '../engine.ts';
import { pythonIn, virtualEnvironment } from './virtual-environment.ts';

const REQUIREMENTS = 'engines/localstack/requirements.txt';
const MAIN = 'engines/localstack/on_loopback.py';
const home = join(import.meta.dirname, '..');
const HEALTH_TIMEOUT_MILLISECONDS = 2_000;

/**
 * Step Functions of LocalStack's community edition, on this machine without a container. It sends no events, and loads
 * nothing while it runs: its certificate is its own, and JSONata, which it would fetch a Java library for, is not used.
 */
export const localStack: Engine = {
  name: 'step-functions',
  title: 'LocalStack Step Functions',
  endpointVariable: 'STEP_FUNCTIONS_ENDPOINT',
  pins: [REQUIREMENTS],
  suites: [
    { project: 'tools', name: 'tools', pattern: 'conformance/step-functions/' },
    { project: 'apps/cli', name: 'cli', pattern: 'e2e/engines/chaos-services', isLong: true },
  ],
  installation: (folder) => virtualEnvironment(folder, join(home, REQUIREMENTS)),
  launch: async (folder) => {
    const address = `127.0.0.1:${await freePort()}`;
    return {
      commandLine: [pythonIn(folder), join(home, MAIN)],
      env: {
        GATEWAY_LISTEN: address,
        LOCALSTACK_HOST: address,
        SERVICES: 'stepfunctions,sts',
        STRICT_SERVICE_LOADING: '1',
        EAGER_SERVICE_LOADING: '0',
        DISABLE_EVENTS: '1',
        SKIP_SSL_CERT_DOWNLOAD: '1',
        OVERRIDE_IN_DOCKER: '0',
        // No name server.
        DNS_ADDRESS: '0',
        // A poll that is held open holds a thread of this pool.
        GATEWAY_WORKER_COUNT: '400',
        FILESYSTEM_ROOT: join(folder, 'files'),
        CONFIG_DIR: join(folder, 'config'),
        LS_LOG: 'warning',
      },
      urlOf: async () => ((await isHealthy(address)) ? `http://${address}` : undefined),
    };
  },
};

/** LocalStack takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isHealthy(address: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MILLISECONDS);
    return (await fetch(`http://${address}/_localstack/health`, { signal })).ok;
  } catch {
    return false;
  }
}
