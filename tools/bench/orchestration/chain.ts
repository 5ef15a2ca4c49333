import { setTimeout as sleep } from 'node:timers/promises';
import type { Application } from '@breakwater/application';
import type { ExecutionEvent, ExecutionId, RecoveryPlan } from '@breakwater/core';
import { anActor, aRecoveryPlan, aWave } from '@breakwater/core/testing';
import { aWait, startDrill } from '@breakwater/hosting/testing';
import type { TimedCommit, TimedHost } from './commit-log.ts';
import type { ChainWave } from './delays.ts';

/** A wait that is over when it is first looked at: the step takes what we add to it, and nothing else. */
export const NO_TIME_MINUTES = 0.000_01;
/** People do not answer within a moment: by then the wave before is closed, and its worker polls again. */
const PERSON_MILLISECONDS = 150;

const APPROVER = anActor({ subject: 'local:bo' });
const APPROVAL = { from: [{ role: 'recovery-manager' as const, count: 1 }] };

/** Waves of one step each, one after the other. */
export const chainOf = (waveCount: number): ChainWave[] =>
  Array.from({ length: waveCount }, (_, index) => ({ id: `w${index + 1}`, steps: [`s${index + 1}`] }));

/** A chain as a recovery plan. */
export const chainPlan = (name: string, waves: readonly ChainWave[], isGated: boolean): RecoveryPlan =>
  aRecoveryPlan({
    name,
    order: 'listed',
    waves: waves.map(({ id, steps }) =>
      aWave({
        id,
        steps: steps.map((step) => aWait(step, NO_TIME_MINUTES)),
        ...(isGated && { approval: APPROVAL }),
      }),
    ),
  });

/**
 * Runs a plan as a drill, and approves what it asks for.
 *
 * @returns all commits
 * @throws Error when the drill does not complete clean, or an approval is refused
 */
export async function runTimed(
  { application, commits }: TimedHost,
  plan: RecoveryPlan,
): Promise<readonly TimedCommit[]> {
  const id = await startDrill(application, plan);
  const approving: Promise<void>[] = [];
  const refused = Promise.withResolvers<never>();
  const stop = commits.follow(id, ({ events }) => {
    for (const event of events) {
      if (event.type !== 'gate-opened') continue;
      approving.push(approve(application, id, event).catch((error: unknown) => refused.reject(error)));
    }
  });
  try {
    const all = await Promise.race([commits.ended(id), refused.promise]);
    await Promise.all(approving);
    return all;
  } finally {
    stop();
  }
}

async function approve(
  application: Application,
  id: ExecutionId,
  { gateId }: Extract<ExecutionEvent, { readonly type: 'gate-opened' }>,
): Promise<void> {
  await sleep(PERSON_MILLISECONDS);
  const resolved = await application.resolveGate(id, gateId, { action: 'approve' }, APPROVER);
  if (!resolved.ok) throw new Error(`the approval of ${gateId} is refused: ${resolved.error.message}`);
}
