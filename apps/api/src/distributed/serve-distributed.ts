import { openDistributedHost } from '@breakwater/hosting/distributed';
import {
  createLogger,
  openAuthentication,
  openLocalAuthority,
  readinessOf,
  stopOnSignal,
  systemClock,
} from '@breakwater/service';
import type { DistributedApiConfig } from '../api-config.ts';
import { buildApi } from '../build-api.ts';

/** Runs the API alone, until a signal: what it records is carried out by the orchestrator and the adapter hosts. */
export async function serveDistributed(config: DistributedApiConfig, process: NodeJS.Process): Promise<void> {
  const log = createLogger({ service: 'api', level: config.LOG_LEVEL });
  const host = await openDistributedHost(config, log, process.cwd());
  const { application, adapters, feed, stores } = host;
  const { plans, accounts } = stores;
  const auth = await openAuthentication(config.AUTHENTICATION_MODE, {
    local: () => openLocalAuthority(config.DATA_DIR),
  });
  const readiness = readinessOf(host.readiness);
  const app = buildApi({ application, plans, accounts, adapters, feed, auth, log, readiness, wallClock: systemClock });
  const stop = [() => host.close()];
  stopOnSignal({ app, log, signals: process, stop, graceSeconds: config.SHUTDOWN_GRACE_SECONDS });
  const address = await app.listen({ host: config.HOST, port: config.PORT });
  log.info({ address, environment: host.names.environment }, 'listening');
}
