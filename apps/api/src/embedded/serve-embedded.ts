import { listed, loadPlugins, storeChoice } from '@breakwater/hosting';
import { createLogger, openAuthentication, stopOnSignal } from '@breakwater/service';
import type { EmbeddedApiConfig } from '../api-config.ts';
import { composeEmbedded } from './compose-embedded.ts';

/**
 * Runs the API with the engine, the adapters and the database in this process, until a signal.
 *
 * @throws SettingUnusableError when the configuration cannot be honoured
 */
export async function serveEmbedded(config: EmbeddedApiConfig, process: NodeJS.Process): Promise<void> {
  const log = createLogger({ service: 'api', level: config.LOG_LEVEL });
  const host = await composeEmbedded({
    dataDir: config.DATA_DIR,
    engineName: config.ENGINE_NAME,
    store: storeChoice(config.STORE) ?? { kind: 'sqlite' },
    ...(config.AWS_ENDPOINT_URL_DYNAMODB !== undefined && { dynamoDbEndpoint: config.AWS_ENDPOINT_URL_DYNAMODB }),
    plugins: await loadPlugins(listed(config.ADAPTER_PACKAGES), process.cwd()),
    log,
    simulated: config.AWS_IS_SIMULATED,
    aws: {
      hubRegion: config.HUB_REGION,
      ...(config.AWS_ENDPOINT_URL !== undefined && { endpoint: config.AWS_ENDPOINT_URL }),
    },
  });
  await openAuthentication(config.AUTHENTICATION_MODE, { local: async () => host.authority });
  const app = host.buildApi();
  stopOnSignal({ app, log, signals: process, stop: [() => host.close()], graceSeconds: config.SHUTDOWN_GRACE_SECONDS });
  const address = await app.listen({ host: config.HOST, port: config.PORT });
  const unfinishedCount = await host.engine.resumeUnfinished();
  host.startSweeping();
  log.info({ address, unfinishedCount }, 'listening');
}
