import { runAdapterHost } from '@breakwater/adapter-host';
import { simulatedProbe } from '../../src/composition/simulated-probe.ts';

/** The adapter host as it is, but for HTTP checks: those ask the simulator, whose estate has no network of its own. */
await runAdapterHost(process, { httpProbe: simulatedProbe(process.env['AWS_ENDPOINT_URL'] ?? '') });
