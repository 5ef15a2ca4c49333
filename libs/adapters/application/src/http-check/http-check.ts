import {
  defineOperation,
  secondsBetween,
  type DurationEstimate,
  type Instant,
  type ManualInstruction,
  type Observation,
  type Operation,
  type OperationContext,
} from '@breakwater/core';
import { shellWord } from '../steps/cli.ts';
import type { HttpProbe, HttpProbeAnswer } from './http-probe.ts';
import { HttpCheckOutputs, HttpCheckParams, settled, type HttpCheckRequest } from './params.ts';
import { validateHttpCheck } from './validate.ts';

/** The checkpoint. */
interface CheckState {
  readonly since: Instant;
  /** When the present unbroken row of expected answers began, and when it was last seen to hold. */
  readonly healthy?: { readonly at: Instant; readonly seenAt: Instant };
}

/** Domain seconds beyond two intervals after which nobody can say that a row of answers was unbroken. */
const UNSEEN_SECONDS = 60;

/** Asks a URL until it has answered as expected for long enough. It only reads. */
export const httpCheckOperation = ({ probe }: { readonly probe: HttpProbe }): Operation =>
  defineOperation({
    name: 'http-check',
    summary: 'Wait until a URL answers as expected',
    params: HttpCheckParams,
    outputs: HttpCheckOutputs,
    // It changes nothing, so there is nothing to bring back.
    reversible: 'yes',
    rollback: () => [],
    adoptable: true,
    inDrill: () => 'read-only',
    selects: () => undefined,
    validate: async (request) => validateHttpCheck(request),
    start: async (_request, { clock }) => ({ since: clock.now() }),
    monitor: async (request, checkpoint, context) =>
      look(request, checkpoint as unknown as CheckState, await verdictOf(request, probe, context), context.clock.now()),
    runbook: httpCheckRunbook,
    estimate: httpCheckEstimate,
  });

type Verdict =
  { readonly isHealthy: true; readonly status: number } | { readonly isHealthy: false; readonly reason: string };

async function verdictOf(
  { params }: HttpCheckRequest,
  probe: HttpProbe,
  { signal }: OperationContext,
): Promise<Verdict> {
  const { method, headers, requestTimeoutSeconds } = settled(params);
  try {
    const answer = await probe(
      {
        url: params.url,
        method,
        headers,
        ...(params.serverName !== undefined && { serverName: params.serverName }),
        followRedirects: params.followRedirects ?? false,
        timeoutMilliseconds: requestTimeoutSeconds * 1000,
      },
      signal,
    );
    return judge(params, answer);
  } catch (error) {
    signal.throwIfAborted();
    return { isHealthy: false, reason: error instanceof Error ? reasonOf(error) : String(error) };
  }
}

/** Where a name has several addresses, Node collects one error for each and says nothing itself. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError && error.message === ''
    ? error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one))).join('; ')
    : error.message;

function judge(params: HttpCheckParams, { status, body }: HttpProbeAnswer): Verdict {
  const { expected } = settled(params);
  if (!expected.includes(status)) {
    return { isHealthy: false, reason: `status ${status}, expected ${expected.join(' or ')}` };
  }
  if (params.expectedBody !== undefined && !body.includes(params.expectedBody)) {
    return { isHealthy: false, reason: `status ${status}, but the body does not contain "${params.expectedBody}"` };
  }
  return { isHealthy: true, status };
}

function look(
  { params }: HttpCheckRequest,
  { since, healthy }: CheckState,
  verdict: Verdict,
  now: Instant,
): Observation {
  const { passForSeconds, withinSeconds, intervalSeconds } = settled(params);
  if (!verdict.isHealthy) {
    if (secondsBetween(since, now) >= withinSeconds) return notHealthy(params, verdict.reason);
    return running({ since }, 0, { total: passForSeconds, detail: verdict.reason, seconds: intervalSeconds });
  }
  // A worker that takes over late does not know what was answered meanwhile.
  const isUnbroken =
    healthy !== undefined && secondsBetween(healthy.seenAt, now) <= 2 * intervalSeconds + UNSEEN_SECONDS;
  const healthyAt = isUnbroken ? healthy.at : now;
  const passedSeconds = secondsBetween(healthyAt, now);
  if (passedSeconds >= passForSeconds) {
    return { kind: 'succeeded', outputs: { status: verdict.status, healthyAt }, resources: [] };
  }
  return running({ since, healthy: { at: healthyAt, seenAt: now } }, passedSeconds, {
    total: passForSeconds,
    detail: 'answers as expected',
    seconds: Math.min(intervalSeconds, passForSeconds - passedSeconds),
  });
}

function notHealthy(params: HttpCheckParams, reason: string): Observation {
  const { passForSeconds, withinSeconds } = settled(params);
  const long = passForSeconds === 0 ? '' : ` for ${passForSeconds} s`;
  const message = `${params.url} was not healthy${long} within ${Math.round(withinSeconds / 60)} min: ${reason}`;
  return { kind: 'failed', failure: { code: 'not-healthy', message, retryable: true }, resources: [] };
}

const running = (
  state: CheckState,
  done: number,
  { total, detail, seconds }: { readonly total: number; readonly detail: string; readonly seconds: number },
): Observation => ({
  kind: 'running',
  progress: { done: Math.floor(done), total: Math.max(1, Math.ceil(total)), unit: 'healthy seconds', detail },
  checkpoint: { ...state },
  lookAgainInSeconds: seconds,
});

/** Typical is our assumption: an application that has just been started needs a minute. Longest is what the parameters allow. */
function httpCheckEstimate({ params }: Pick<HttpCheckRequest, 'params'>): DurationEstimate {
  const { passForSeconds, withinSeconds } = settled(params);
  const longestSeconds = withinSeconds + passForSeconds;
  return { typicalSeconds: Math.min(60 + passForSeconds, longestSeconds), longestSeconds };
}

/** How a person asks the URL by hand. */
function httpCheckRunbook({ params, target }: HttpCheckRequest): ManualInstruction[] {
  const { method, headers, expected, passForSeconds, intervalSeconds, requestTimeoutSeconds } = settled(params);
  const { serverName, expectedBody, url, followRedirects } = params;
  const command = [
    'curl --silent --show-error',
    `--max-time ${requestTimeoutSeconds}`,
    ...(method === 'HEAD' ? ['--head'] : []),
    ...(followRedirects === true ? ['--location'] : []),
    ...Object.entries(headers).map(([name, value]) => `--header ${shellWord(`${name}: ${value}`)}`),
    ...(serverName === undefined ? [] : [`--connect-to ${connectTo(url, serverName)}`]),
    "--write-out '\\n%{http_code}\\n'",
    shellWord(serverName === undefined ? url : withHost(url, serverName)),
  ].join(' ');
  const body = expectedBody === undefined ? '' : ` and a body that contains "${expectedBody}"`;
  const long = passForSeconds === 0 ? '' : `, for ${passForSeconds} s without a break`;
  return [
    {
      text: `From a host that reaches it in ${target.region} (account ${target.account}): ask every ${intervalSeconds} s until it answers ${expected.join(' or ')}${body}${long}.`,
      commands: [command],
    },
  ];
}

/** A URL as text, for it may still hold a reference. */
const URL_PARTS = /^(https?):\/\/([^/:?#]+)(?::(\d+))?(.*)$/s;

function connectTo(url: string, serverName: string): string {
  const [, protocol = 'https', host = '', given] = URL_PARTS.exec(url) ?? [];
  const port = given ?? (protocol === 'https' ? '443' : '80');
  return shellWord(`${serverName}:${port}:${host}:${port}`);
}

const withHost = (url: string, serverName: string): string =>
  url.replace(URL_PARTS, (_all, protocol: string, _host, port: string | undefined, rest: string) =>
    [`${protocol}://${serverName}`, port === undefined ? '' : `:${port}`, rest].join(''),
  );
