import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { faultOf, STS_PROBE } from '@breakwater/aws';
import { secondsBetween, targetKey, type Clock, type Instant, type Log, type Target } from '@breakwater/core';
import type { Regional } from '../service/regional.ts';
import { describeSourceServers } from '../service/source-servers.ts';

/** How long an answer about a Region is good for, in domain seconds. */
const BELIEVED_SECONDS = 60;
/** One lost packet is no dark Region. */
const PROBES = 2;

const SILENT_STATES: ReadonlySet<string> = new Set(['STALLED', 'DISCONNECTED']);

/** What a judgement about the origin is made of. */
export interface OriginQuestion {
  readonly where: Regional;
  readonly originRegion: string;
  readonly isUnplanned: boolean;
  readonly sourceServerIds: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Judges whether the origin Region is dark, by three signals of which two must agree, so that neither a hasty person nor
 * one broken path decides alone: the execution's intent is `unplanned`; the Region's STS does not answer; at least half
 * of the servers have stopped replicating.
 */
export class Origins {
  readonly #answers = new Map<string, { readonly at: Instant; readonly isSilent: Promise<boolean> }>();

  async isDark(question: OriginQuestion): Promise<boolean> {
    const { where, originRegion, isUnplanned, sourceServerIds, clock, log } = question;
    const isSilent = await this.#isSilent({ ...where, target: { ...where.target, region: originRegion } }, clock);
    const isDark = isUnplanned === isSilent ? isSilent : await isReplicationSilent(where, sourceServerIds);
    log.info({ originRegion, isUnplanned, isSilent, isDark }, 'origin judged');
    return isDark;
  }

  #isSilent(origin: Regional, clock: Clock): Promise<boolean> {
    const key = targetKey(origin.target);
    const now = clock.now();
    const known = this.#answers.get(key);
    if (known !== undefined && secondsBetween(known.at, now) < BELIEVED_SECONDS) return known.isSilent;
    const isSilent = probe(origin);
    this.#answers.set(key, { at: now, isSilent });
    isSilent.catch(() => this.#answers.delete(key));
    return isSilent;
  }
}

/** A refusal is an answer; only silence and server errors are not. */
async function probe({ aws, target, signal }: Regional): Promise<boolean> {
  for (let attempt = 1; attempt <= PROBES; attempt += 1) {
    try {
      await aws
        .client(STS_PROBE, target satisfies Target)
        .send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      return false;
    } catch (error) {
      signal.throwIfAborted();
      if (faultOf(error) !== 'unanswered') return false;
    }
  }
  return true;
}

async function isReplicationSilent(where: Regional, sourceServerIds: readonly string[]): Promise<boolean> {
  const servers = await describeSourceServers(where, sourceServerIds);
  const silent = servers.filter(({ replicationState }) => SILENT_STATES.has(replicationState));
  return silent.length > 0 && silent.length * 2 >= servers.length;
}
