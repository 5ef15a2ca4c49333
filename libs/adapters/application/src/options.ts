import type { HttpProbe } from './http-check/http-probe.ts';
import { httpProbe } from './http-check/node-http-probe.ts';

export interface ApplicationAdapterOptions {
  /** Domain seconds between two looks at commands and automations. @default 5 */
  readonly lookIntervalSeconds: number;
  /** Sends one request of an `http-check`. @default over the network of this process, with TLS verified */
  readonly probe: HttpProbe;
}

export const DEFAULT_OPTIONS: ApplicationAdapterOptions = { lookIntervalSeconds: 5, probe: httpProbe };
