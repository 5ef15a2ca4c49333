import { runAdapterHost } from './run-adapter-host.ts';

await runAdapterHost(process);
