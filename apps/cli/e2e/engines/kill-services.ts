import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionReport } from '@breakwater/core';
import { draws } from '../support/draws.ts';
import { untilSent } from '../support/until-sent.ts';
import type { DistributedHosting, Service } from './distributed-hosting.ts';
import type { Play } from './play.ts';

export interface ServiceKills {
  readonly total: number;
  /** Of each service. */
  readonly of: Readonly<Record<Service, number>>;
  /** While a successor was alive already. */
  readonly besideSuccessor: number;
  /** Together with one of another service. */
  readonly together: number;
  /** As soon as a launch had been sent. */
  readonly rightAfterSending: number;
  readonly whileUnfinished: number;
}

export interface ServiceKillPlan {
  readonly execution: string;
  readonly count: number;
  readonly seed: number;
  /** After this many kills the approver comes to work. */
  readonly approvesAfter: number;
}

/** Which are killed in one go. Dealt out in a seeded order, all of them before one comes again. */
const VICTIMS: readonly (readonly Service[])[] = [
  ['orchestrator'],
  ['adapter-host'],
  ['api'],
  ['orchestrator', 'adapter-host'],
  ['adapter-host'],
  ['orchestrator'],
  ['api', 'orchestrator'],
];
const LONGEST_WORK_MILLISECONDS = 2_500;
const APPROVE: Parameters<Play['until']>[2] = { approval: { action: 'approve' } };

/** Kills services at seeded moments while an execution runs; each has a successor, before its death or after it. */
export async function killServices(
  hosting: DistributedHosting,
  play: Play,
  plan: ServiceKillPlan,
): Promise<ServiceKills> {
  const draw = draws(plan.seed);
  const kills = {
    total: 0,
    of: { api: 0, orchestrator: 0, 'adapter-host': 0 },
    besideSuccessor: 0,
    together: 0,
    rightAfterSending: 0,
    whileUnfinished: 0,
  };
  let deck: (readonly Service[])[] = [];
  while (kills.total < plan.count) {
    if (deck.length === 0) deck = shuffled(VICTIMS, draw);
    const victims = (deck.pop() ?? []).slice(0, plan.count - kills.total);
    const sent =
      draw() < 0.4 ? await untilSent(hosting.records) : await sleep(draw() * LONGEST_WORK_MILLISECONDS, false);
    const report = await lookedAt(play, plan, kills.total >= plan.approvesAfter);
    const hasSuccessor = draw() < 0.3;
    await Promise.all(
      victims.map((service) => (hasSuccessor ? hosting.succeedService(service) : hosting.replaceService(service))),
    );
    for (const service of victims) kills.of[service] += 1;
    kills.total += victims.length;
    kills.besideSuccessor += hasSuccessor ? victims.length : 0;
    kills.together += victims.length > 1 ? victims.length : 0;
    kills.rightAfterSending += sent ? victims.length : 0;
    kills.whileUnfinished += report.execution.completedAt === null ? victims.length : 0;
  }
  return kills;
}

/** The report; who may approve does so once it is time. Between two kills there is an API that answers. */
function lookedAt(play: Play, { execution }: ServiceKillPlan, isTime: boolean): Promise<ExecutionReport> {
  return play.until(execution, () => true, isTime ? APPROVE : {});
}

function shuffled<Item>(items: readonly Item[], draw: () => number): Item[] {
  return items
    .map((item) => ({ item, at: draw() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
