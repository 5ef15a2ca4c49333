import { configuration, putToUse } from '@breakwater/hosting';
import { DistributedApiConfig, EmbeddedApiConfig, EngineConfig } from './api-config.ts';

const { ENGINE } = configuration(EngineConfig, process);
// Only what the engine needs is loaded: a laptop has no use for DynamoDB, and a container none for SQLite.
switch (ENGINE) {
  case 'embedded': {
    const { serveEmbedded } = await import('./embedded/serve-embedded.ts');
    const config = configuration(EmbeddedApiConfig, process);
    await putToUse(() => serveEmbedded(config, process), process);
    break;
  }
  case 'step-functions': {
    const { serveDistributed } = await import('./distributed/serve-distributed.ts');
    const config = configuration(DistributedApiConfig, process);
    await putToUse(() => serveDistributed(config, process), process);
    break;
  }
}
