import { matchesWildcards } from '../../world/policy.ts';
import type { Site } from '../../world/world.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import { playSqlScript } from '../sql-server/play-script.ts';
import { isMeant, pingOf } from './agents.ts';
import type { Command, Invocation, InvocationEnd } from './ssm-state.ts';
import { takeTurn } from './ssm-state.ts';

/** Seconds between the call and a delivery, and of a command that the estate gives no duration. */
const DELIVERY_SECONDS = [1, 3] as const;
const RUN_SECONDS = [2, 12] as const;
/** Of a process that was killed. */
const TIMED_OUT_CODE = 137;
/** How long `Cancelling` shows. */
const CANCELLING_MS = 3_000;

/** A command on its way, and how many of its invocations may be under way or may fail. */
interface Sending {
  readonly site: Site;
  readonly command: Command;
  readonly waiting: Invocation[];
  underWay: number;
  readonly concurrency: number;
  readonly mostErrors: number;
}

/** Sends the command to its instances, no more at once and after no more errors than it says. */
export function sendCommand(site: Site, command: Command): void {
  const count = command.invocations.length;
  const sending: Sending = {
    site,
    command,
    waiting: [...command.invocations],
    underWay: 0,
    concurrency: Math.max(1, shareOf(command.maxConcurrency, count)),
    mostErrors: shareOf(command.maxErrors, count),
  };
  deliverNext(sending, command.requestedAt);
}

/** A count, or a percentage of all. */
function shareOf(text: string, count: number): number {
  const number = Number.parseInt(text, 10);
  return text.endsWith('%') ? Math.floor((count * number) / 100) : number;
}

function deliverNext(sending: Sending, at: number): void {
  const errors = sending.command.invocations.filter(
    ({ end }) => end?.status === 'Failed' || end?.status === 'TimedOut',
  );
  if (errors.length > sending.mostErrors) {
    for (const invocation of sending.waiting.splice(0)) {
      invocation.end = ended('Cancelled', 'Terminated', at);
    }
  }
  while (sending.underWay < sending.concurrency) {
    const next = sending.waiting.shift();
    if (!next) return;
    if (next.end) continue;
    sending.underWay += 1;
    deliver(sending, next, at);
  }
}

function deliver(sending: Sending, invocation: Invocation, at: number): void {
  const { site, command } = sending;
  const arrivesAt =
    Math.max(invocation.visibleAt, at) + drawMs(site, DELIVERY_SECONDS, [...keyOf(sending, invocation), 'delivery']);
  const expiresAt = command.requestedAt + command.deliveryTimeoutSeconds * 1000;
  const tryDelivery = (now: number): void => {
    if (invocation.end) return finished(sending, now);
    const instance = site.place.ec2.instances.get(invocation.instanceId);
    if (instance && pingOf(site, instance, now) === 'Online') return start(sending, invocation, instance, now);
    if (now >= expiresAt) return end(sending, invocation, ended('TimedOut', 'Delivery Timed Out', now));
    // The agent asks for its commands when it is back.
    site.world.queue.schedule(Math.min(now + 10_000, expiresAt), tryDelivery);
  };
  site.world.queue.schedule(Math.min(arrivesAt, expiresAt), tryDelivery);
}

function start(sending: Sending, invocation: Invocation, instance: Ec2Instance, at: number): void {
  const { site, command } = sending;
  const plan = planOf(sending, invocation, instance);
  if (plan.kind === 'undeliverable') return end(sending, invocation, ended('Failed', 'Undeliverable', at));
  invocation.startedAt = at;
  if (invocation.isStuck) return;
  const timeoutMs = command.document.executionTimeoutSeconds * 1000;
  const runsMs = drawMs(site, plan.seconds, [...keyOf(sending, invocation), 'run']) + invocation.delayMs;
  const run = plan.kind === 'run' && runsMs < timeoutMs ? plan.finish : undefined;
  site.world.queue.schedule(at + (run ? runsMs : timeoutMs), (now) => {
    if (invocation.end || invocation.cancellingAt !== undefined) return finished(sending, now);
    const timedOut = { ...ended('TimedOut', 'Execution Timed Out', now), exitCode: TIMED_OUT_CODE };
    end(sending, invocation, run ? endOf(run(now), now) : timedOut);
  });
}

function endOf(output: Output, at: number): InvocationEnd {
  const status = output.exitCode === 0 ? 'Success' : 'Failed';
  return { status, details: status, ...output, at };
}

interface Output {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Plan =
  | { readonly kind: 'undeliverable' | 'execution-timed-out'; readonly seconds: readonly [number, number] }
  /** What the command prints is known when it has done its work. */
  | { readonly kind: 'run'; readonly seconds: readonly [number, number]; readonly finish: (at: number) => Output };

function planOf({ site, command }: Sending, invocation: Invocation, instance: Ec2Instance): Plan {
  const { plannedFailure } = invocation;
  if (plannedFailure !== undefined) {
    return { kind: 'run', seconds: RUN_SECONDS, finish: () => ({ exitCode: 1, stdout: '', stderr: plannedFailure }) };
  }
  const script = Object.values(command.parameters).flat().join('\n');
  const told = site.place.ssm.outcomes.find(
    (outcome) =>
      matchesWildcards(outcome.document ?? '*', command.document.name) &&
      isMeant(outcome.instance ?? '*', instance) &&
      script.includes(outcome.script ?? '') &&
      takeTurn(site.place.ssm, outcome, outcome.times),
  );
  if (!told) return { kind: 'run', seconds: RUN_SECONDS, finish: (at) => playSqlScript(site, instance, script, at) };
  const [min = 0, max = min] = told.seconds ?? RUN_SECONDS;
  const seconds = [min, max] as const;
  if (told.result === 'undeliverable' || told.result === 'execution-timed-out') return { kind: told.result, seconds };
  const exitCode = told.exitCode ?? (told.result === 'failure' ? 1 : 0);
  const output = { exitCode, stdout: told.stdout ?? '', stderr: told.stderr ?? '' };
  return { kind: 'run', seconds, finish: () => output };
}

/** Cancels what has not ended; what runs is told to stop, and does. */
export function cancelInvocation(site: Site, invocation: Invocation, at: number): void {
  if (invocation.end) return;
  if (invocation.startedAt === undefined) {
    invocation.end = ended('Cancelled', 'Cancelled', at);
    return;
  }
  invocation.cancellingAt = at;
  site.world.queue.schedule(at + CANCELLING_MS, (now) => {
    invocation.end ??= { ...ended('Cancelled', 'Cancelled', now), exitCode: 1 };
  });
}

function end(sending: Sending, invocation: Invocation, outcome: InvocationEnd): void {
  invocation.end = outcome;
  finished(sending, outcome.at);
}

function finished(sending: Sending, at: number): void {
  sending.underWay -= 1;
  deliverNext(sending, at);
}

function ended(status: InvocationEnd['status'], details: string, at: number): InvocationEnd {
  return { status, details, exitCode: -1, stdout: '', stderr: '', at };
}

function keyOf({ command }: Sending, invocation: Invocation): (string | number)[] {
  return [command.id, invocation.instanceId];
}

function drawMs({ world }: Site, [a, b]: readonly [number, number], key: readonly (string | number)[]): number {
  return Math.round(1000 * world.draws.between([Math.min(a, b), Math.max(a, b)], key));
}
