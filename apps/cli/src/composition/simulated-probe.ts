import { probeOver, type HttpAnswer, type HttpProbe, type HttpProbeRequest } from '@breakwater/adapter-application';
import { FAILURE_HEADER, HOST_HEADER, ORIGIN_HEADER } from '@breakwater/simulator';

/**
 * Asks what the simulated estate serves, over the simulator's own port.
 *
 * @param simulatorUrl - where the simulator listens
 */
export const simulatedProbe = (simulatorUrl: string): HttpProbe =>
  probeOver((request, signal) => send(simulatorUrl, request, signal));

async function send(simulatorUrl: string, request: HttpProbeRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { origin, pathname, search } = new URL(request.url);
  const answer = await fetch(new URL(`${pathname}${search}`, simulatorUrl), {
    method: request.method,
    headers: {
      ...request.headers,
      [ORIGIN_HEADER]: origin,
      ...(request.serverName !== undefined && { [HOST_HEADER]: request.serverName }),
    },
    redirect: 'manual',
    signal,
  });
  const body = await answer.text();
  const failure = answer.headers.get(FAILURE_HEADER);
  if (failure !== null) throw new Error(body === '' ? failure : body);
  return { status: answer.status, body, location: answer.headers.get('location') ?? undefined };
}
