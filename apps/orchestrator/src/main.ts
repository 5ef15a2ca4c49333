import { repeatRegularly } from '@breakwater/application';
import {
  CONTROL_ACTIVITIES,
  pollerCountOf,
  startAdapterWorkers,
  startControlWorkers,
  startStepFunctionsKeeper,
} from '@breakwater/engine-step-functions';
import { configuration, putToUse } from '@breakwater/hosting';
import { openDistributedHost, runWorkerService } from '@breakwater/hosting/distributed';
import { createLogger, systemClock } from '@breakwater/service';
import { OrchestratorConfig } from './orchestrator-config.ts';

/** Steps that no adapter runs: people do the ones, and time alone the others. */
const TECHNOLOGIES_OF_ITS_OWN = ['manual', 'built-in'];
/** Domain minutes between two looks for expired drills: their resources cost money by the hour. */
const SWEEP_MINUTES = 15;

const config = configuration(OrchestratorConfig, process);
const log = createLogger({ service: 'orchestrator', level: config.LOG_LEVEL });
const host = await putToUse(() => openDistributedHost(config, log, process.cwd()), process);
const { application, engine, clock, workerName } = host;
const { executions, gateTokens: tokens, leases } = host.stores;
const size = { pollerCount: config.POLLERS, capacity: config.CAPACITY };

await runWorkerService({
  config,
  host,
  log,
  process,
  pollCount: pollerCountOf(CONTROL_ACTIVITIES.length + TECHNOLOGIES_OF_ITS_OWN.length, size),
  start: (shared) => [
    startControlWorkers({ ...shared, executions, tokens, clock, size }),
    startAdapterWorkers({ ...shared, technologies: TECHNOLOGIES_OF_ITS_OWN, size }),
    startStepFunctionsKeeper({
      client: shared.client,
      stateMachineArn: config.STATE_MACHINE_ARN,
      gateHeartbeatSeconds: config.TASK_HEARTBEAT_SECONDS,
      holder: workerName,
      wallClock: systemClock,
      ...{ engine, application, executions, tokens, leases, clock, log },
    }),
    sweeping(),
  ],
});

/** Cleans up drills as they expire; several orchestrators find the same ones, and the clean-up of a drill starts once. */
function sweeping() {
  const stopping = new AbortController();
  const work = () => application.sweepDrills();
  const swept = repeatRegularly({ work, everyMinutes: SWEEP_MINUTES, clock, log, signal: stopping.signal });
  return {
    async stop() {
      stopping.abort();
      await swept;
    },
  };
}
