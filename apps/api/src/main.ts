import { configuration } from '@breakwater/hosting';
import { DistributedApiConfig, EmbeddedApiConfig, EngineConfig } from './api-config.ts';
import { serveDistributed } from './distributed/serve-distributed.ts';
import { serveEmbedded } from './embedded/serve-embedded.ts';

const { ENGINE } = configuration(EngineConfig, process);
switch (ENGINE) {
  case 'embedded':
    await serveEmbedded(configuration(EmbeddedApiConfig, process), process);
    break;
  case 'step-functions':
    await serveDistributed(configuration(DistributedApiConfig, process), process);
    break;
}
