import { ConfigError, createLogger, openAuthentication, readConfig, stopOnSignal } from '@breakwater/service';
import { ApiConfig } from './api-config.ts';
import { composeEmbedded } from './embedded/compose-embedded.ts';

const config = configuration();
const log = createLogger({ service: 'api', level: config.LOG_LEVEL });
const host = await composeEmbedded({
  dataDir: config.DATA_DIR,
  engineName: config.ENGINE_NAME,
  log,
  simulated: config.AWS_IS_SIMULATED,
  aws: {
    hubRegion: config.HUB_REGION,
    ...(config.AWS_ENDPOINT_URL !== undefined && { endpoint: config.AWS_ENDPOINT_URL }),
  },
});
await openAuthentication(config.AUTHENTICATION_MODE, { local: async () => host.authority });
const app = host.buildApi();
const stop = [() => host.close()];
stopOnSignal({ app, log, signals: process, stop, graceSeconds: config.SHUTDOWN_GRACE_SECONDS });
const address = await app.listen({ host: config.HOST, port: config.PORT });
const unfinishedCount = await host.engine.resumeUnfinished();
host.startSweeping();
log.info({ address, unfinishedCount }, 'listening');

/** Names every fault at once, without a stack: whoever starts a service has to read it. */
function configuration() {
  try {
    return readConfig(ApiConfig, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { name, message } of error.faults) process.stderr.write(`${name} ${message}\n`);
    return process.exit(2);
  }
}
