import { secondsBetween, type Instant } from '@breakwater/core';
import { refuse, type Verdict } from '../change/change.ts';
import { listAutomatedBackups } from '../service/automated-backups.ts';
import { describeCluster } from '../service/clusters.ts';
import { describeInstance } from '../service/instances.ts';
import { lossVerdict, type ExpectedLoss } from '../steps/loss.ts';
import type { Copying } from './copying.ts';
import { restoreAt } from './settings.ts';

/** What a source can be restored to. */
export type Restorable =
  | { readonly kind: 'until'; readonly latestAt: Instant }
  | { readonly kind: 'not'; readonly code: string; readonly message: string };

export async function restorable({ where, source, sourceArn }: Copying): Promise<Restorable> {
  const found = await (source.kind === 'cluster'
    ? describeCluster(where, source.name)
    : source.kind === 'db'
      ? describeInstance(where, source.name)
      : listAutomatedBackups(where).then((all) => all.find(({ arn }) => arn === sourceArn)));
  if (found === undefined) {
    return {
      kind: 'not',
      code: 'database-missing',
      message: `there is no ${sourceArn} to restore from in ${where.target.region}`,
    };
  }
  const { latestRestorableAt: latestAt } = found;
  if (latestAt !== undefined) return { kind: 'until', latestAt };
  const message = `${sourceArn} has no automated backups to restore from: turn them on, in time`;
  return { kind: 'not', code: 'restore-not-enabled', message };
}

/** Logs are uploaded every five minutes, so the newest data that can be restored is a little old. */
export function lossOfRestore({ clock }: Copying, latestAt: Instant): ExpectedLoss {
  const readAt = clock.now();
  const seconds = Math.max(0, secondsBetween(latestAt, readAt));
  return { kind: 'known', seconds, readAt, because: `the latest restorable moment is ${latestAt}` };
}

/** An instant that the plan names is a loss that it has chosen; a drill loses nothing. Otherwise the objective decides. */
export async function examineSource(copying: Copying): Promise<Verdict> {
  const { request } = copying;
  const source = await restorable(copying);
  if (source.kind === 'not') return refuse(source.code, source.message);
  const at = restoreAt(request);
  if (at !== undefined) return { kind: 'go', notes: { lossSeconds: 0, lossReadAt: at.toISOString() } };
  const loss = lossOfRestore(copying, source.latestAt);
  const verdict = lossVerdict(loss, request);
  if (verdict.kind !== 'refuse' || request.mode !== 'drill' || loss.kind !== 'known') return verdict;
  return { kind: 'go', notes: { lossSeconds: loss.seconds, lossReadAt: loss.readAt } };
}
