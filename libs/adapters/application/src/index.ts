export { applicationAdapter } from './adapter.ts';
export type { ApplicationAdapterOptions } from './options.ts';
export type { HttpProbe, HttpProbeAnswer, HttpProbeRequest } from './http-check/http-probe.ts';
export { probeOver } from './http-check/node-http-probe.ts';
export type { HttpAnswer, SendHttp } from './http-check/node-http-probe.ts';
