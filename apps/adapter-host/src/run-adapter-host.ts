import { pollerCountOf, startAdapterWorkers } from '@breakwater/engine-step-functions';
import { configuration, listed, putToUse, type AdapterSettings } from '@breakwater/hosting';
import { openDistributedHost, runWorkerService } from '@breakwater/hosting/distributed';
import { createLogger } from '@breakwater/service';
import { AdapterHostConfig } from './adapter-host-config.ts';
import { hostedTechnologies } from './hosted-technologies.ts';

/**
 * Runs the steps of the technologies that the process is told to, until a signal.
 *
 * @param adapterSettings - for a composition root that knows better than the defaults
 */
export async function runAdapterHost(
  process: NodeJS.Process,
  adapterSettings: Pick<AdapterSettings, 'httpProbe'> = {},
): Promise<void> {
  const config = configuration(AdapterHostConfig, process);
  const log = createLogger({ service: 'adapter-host', level: config.LOG_LEVEL });
  const { host, technologies } = await putToUse(async () => {
    const opened = await openDistributedHost(config, log, process.cwd(), adapterSettings);
    return { host: opened, technologies: hostedTechnologies(listed(config.TECHNOLOGIES), opened.adapters) };
  }, process);
  const size = { pollerCount: config.POLLERS, capacity: config.CAPACITY };
  await runWorkerService({
    config,
    host,
    log,
    process,
    pollCount: pollerCountOf(technologies.length, size),
    start: (shared) => [startAdapterWorkers({ ...shared, technologies, size })],
  });
}
