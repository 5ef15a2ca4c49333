import { pollerCountOf, startAdapterWorkers } from '@breakwater/engine-step-functions';
import { configuration, listed } from '@breakwater/hosting';
import { openDistributedHost, runWorkerService } from '@breakwater/hosting/distributed';
import { createLogger } from '@breakwater/service';
import { AdapterHostConfig } from './adapter-host-config.ts';
import { hostedTechnologies } from './hosted-technologies.ts';

const config = configuration(AdapterHostConfig, process);
const log = createLogger({ service: 'adapter-host', level: config.LOG_LEVEL });
const host = await openDistributedHost(config, log, process.cwd());
const technologies = hostedTechnologies(listed(config.TECHNOLOGIES), host.adapters);
const size = { pollerCount: config.POLLERS, capacity: config.CAPACITY };

await runWorkerService({
  config,
  host,
  log,
  process,
  pollCount: pollerCountOf(technologies.length, size),
  start: (shared) => [startAdapterWorkers({ ...shared, technologies, size })],
});
