export { runAdapterHost } from './run-adapter-host.ts';
