import { updateLaunchConfiguration } from '../service/launch-configurations.ts';
import {
  deleteVersions,
  setDefaultVersion,
  templateVersions,
  type TemplateVersionView,
} from '../service/launch-templates.ts';
import type { Regional } from '../service/regional.ts';
import { isOwn, type Marker, type MarkerOwner } from './marker.ts';
import {
  anchorOf,
  isDefaultOrRewrite,
  readSituation,
  versionOf,
  type LaunchSituation,
  type MarkedVersion,
} from './situation.ts';
import { isRewriteOf } from './template-data.ts';

/** What became of taking a profile back for a server. */
export type Restored =
  /** As it was before; also when nothing had been written. */
  | { readonly kind: 'restored' }
  /** Another step has written its own since, and knows what was before: it takes that back itself. */
  | { readonly kind: 'passed-on' }
  /** Somebody else has changed it meanwhile, and it was left alone. */
  | { readonly kind: 'changed-meanwhile'; readonly reason: string };

/**
 * Brings the default version of a server's launch template and its launch configuration back to what they were, and
 * deletes the versions that came to be on the way. Doing it again changes nothing; neither does it where nothing was
 * written. Only to be called when no job of the server that this step has started is still running.
 */
export async function restoreLaunch(where: Regional, owner: MarkerOwner, sourceServerId: string): Promise<Restored> {
  const situation = await readSituation(where, sourceServerId);
  const { templateId } = situation;
  const own = situation.marked.filter(({ marker }) => isOwn(marker, owner));
  const last = own.at(-1);
  if (templateId === undefined || last === undefined) return { kind: 'restored' };
  const anchor = anchorOf(situation);
  if (anchor !== undefined && !isOwn(anchor.marker, owner)) {
    await deleteVersions(where, templateId, numbersOf(own));
    return { kind: 'passed-on' };
  }
  if (anchor === undefined && !isDefaultOrRewrite(situation, last.marker.base)) {
    await deleteVersions(where, templateId, numbersOf(own));
    return changedMeanwhile(situation, last.marker);
  }
  const base = versionOf(situation, last.marker.base);
  if (base === undefined) return baseIsGone(situation, last.marker);
  if (situation.current?.number !== base.number) await setDefaultVersion(where, templateId, base.number);
  const configured = await restoreConfiguration(where, situation, last.marker);
  const versions = configured.isChanged ? await templateVersions(where, templateId) : situation.versions;
  await deleteVersions(where, templateId, leftOver(situation, versions, own, base));
  return configured.conflict ?? { kind: 'restored' };
}

const numbersOf = (versions: readonly MarkedVersion[]): number[] => versions.map(({ number }) => number);

/** DRS answers a change with a new default version, whose place the base takes again. */
async function restoreConfiguration(
  where: Regional,
  { sourceServerId, templateId = '', configuration }: LaunchSituation,
  { rightSizing, copiedPrivateIp, base }: Marker,
): Promise<{ readonly isChanged: boolean; readonly conflict?: Restored }> {
  const isSized = rightSizing === undefined || configuration.rightSizing === rightSizing;
  if (!isSized && configuration.rightSizing !== 'NONE') {
    const reason = `right-sizing of ${sourceServerId} is ${configuration.rightSizing}; it was ${rightSizing} before the launch and NONE for it, so somebody has changed it`;
    return { isChanged: false, conflict: { kind: 'changed-meanwhile', reason } };
  }
  const change = {
    ...(!isSized && { rightSizing }),
    ...(copiedPrivateIp === true && !configuration.copiesPrivateIp && { copiesPrivateIp: true }),
  };
  if (Object.keys(change).length === 0) return { isChanged: false };
  await updateLaunchConfiguration(where, sourceServerId, change);
  await setDefaultVersion(where, templateId, base);
  return { isChanged: true };
}

/**
 * The own versions, and those that DRS made of them or of the base on the way. What another execution had left there was
 * taken over, and goes with them.
 *
 * @param versions - all that there are by now; those that the situation does not know were made while it was restored
 */
function leftOver(
  { versions: known, marked, configuration }: LaunchSituation,
  versions: readonly TemplateVersionView[],
  own: readonly MarkedVersion[],
  base: TemplateVersionView,
): number[] {
  const newest = Math.max(...known.map(({ number }) => number));
  const first = Math.min(...numbersOf(own));
  const ours = marked.filter(({ number }) => number < first || own.some((version) => version.number === number));
  const mine = new Set(numbersOf(ours));
  const oldest = Math.min(...mine);
  const { rightSizing = configuration.rightSizing, copiedPrivateIp } = own.at(-1)?.marker ?? {};
  const restored = { rightSizing, copiesPrivateIp: copiedPrivateIp ?? configuration.copiesPrivateIp };
  return versions
    .filter(({ number, description, data }) => {
      if (mine.has(number)) return true;
      if (number < oldest || number === base.number || description !== undefined) return false;
      const rewriting = number > newest ? restored : configuration;
      return [...ours, base].some((origin) => isRewriteOf(data, origin.data, rewriting));
    })
    .map(({ number }) => number);
}

function changedMeanwhile({ sourceServerId, templateId, current }: LaunchSituation, { base }: Marker): Restored {
  const reason =
    `${templateId} of ${sourceServerId} launches from version ${current?.number ?? '?'}, which somebody made while the ` +
    `step ran; the default was version ${base} before: compare the two, and set the default by hand`;
  return { kind: 'changed-meanwhile', reason };
}

function baseIsGone({ sourceServerId, templateId }: LaunchSituation, { base }: Marker): Restored {
  const reason = `version ${base} of ${templateId}, from which ${sourceServerId} was launched before, was deleted meanwhile: choose another default by hand`;
  return { kind: 'changed-meanwhile', reason };
}
