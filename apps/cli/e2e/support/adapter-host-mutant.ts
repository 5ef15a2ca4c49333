/**
 * An adapter host that writes its intent down after the effect, for proving that the chaos of services would notice. The flaw
 * is in the stores that it is given; everything else is the product as it is.
 */
import { Type } from 'typebox';
import { intentAfterEffect } from '@breakwater/application/testing';
import { pollerCountOf, startAdapterWorkers } from '@breakwater/engine-step-functions';
import { configuration, HubSettings, listed, ServiceSettings } from '@breakwater/hosting';
import { openDistributedHost, runWorkerService } from '@breakwater/hosting/distributed';
import { createLogger } from '@breakwater/service';
import { namesJob } from './names-job.ts';

const MutantConfig = Type.Object({ ...ServiceSettings, ...HubSettings, TECHNOLOGIES: Type.String() });

const config = configuration(MutantConfig, process);
const log = createLogger({ service: 'mutant', level: config.LOG_LEVEL });
const mutant = intentAfterEffect(namesJob);
const host = await openDistributedHost(config, log, process.cwd(), {
  decorateStores: (stores) => ({ ...stores, ...mutant(stores) }),
});
const technologies = listed(config.TECHNOLOGIES);
const size = { pollerCount: 4, capacity: 100 };

await runWorkerService({
  config,
  host,
  log,
  process,
  pollCount: pollerCountOf(technologies.length, size),
  start: (shared) => [startAdapterWorkers({ ...shared, technologies, size })],
});
