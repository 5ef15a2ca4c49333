import type { OperationContext } from '@breakwater/core';
import { updateLaunchConfiguration } from '../service/launch-configurations.ts';
import { createVersion, setDefaultVersion } from '../service/launch-templates.ts';
import type { Regional } from '../service/regional.ts';
import { changesFor, type LaunchChanges } from './changes.ts';
import { isOwn, markerText, type Marker, type MarkerOwner } from './marker.ts';
import { anchorOf, type LaunchSituation } from './situation.ts';
import { sameSettings, settingsOfTemplate, templateChanges, templateObstacle } from './template-data.ts';
import type { WantedLaunch } from './wanted-launch.ts';

/** What became of writing a profile for a server. */
export type Applied =
  | { readonly kind: 'ready' }
  /** It cannot be launched that way. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Application {
  readonly where: Regional;
  readonly owner: MarkerOwner;
  readonly context: Pick<OperationContext, 'capture' | 'key'>;
}

/**
 * Writes what a launch needs, or adopts what an earlier call has written. First a version of the template that nothing
 * uses yet and that says what was before; then the launch configuration, upon which DRS makes a version of its own the
 * default; last the first one becomes the default. So whoever comes after a crash between any two of these knows both
 * what was and whose it is.
 */
export async function applyLaunch(
  { where, owner, context }: Application,
  situation: LaunchSituation,
  wanted: WantedLaunch,
): Promise<Applied> {
  const { sourceServerId, templateId } = situation;
  const changes = changesFor(situation, wanted);
  const { original, configuration } = changes;
  if (templateId === undefined || original.base === undefined) {
    return refused(
      `DRS names no EC2 launch template of ${sourceServerId}: open its launch settings once, DRS makes one`,
    );
  }
  const obstacle = templateObstacle(original.base.data);
  if (obstacle !== undefined) return refused(`the profile cannot be written to ${templateId}: ${obstacle}`);
  if (changes.isNothing && anchorOf(situation) === undefined) return { kind: 'ready' };
  const marker = markerOf(owner, changes, original.base.number);
  await context.capture(`launch-settings/${sourceServerId}`, {
    templateId,
    defaultVersion: original.base.number,
    rightSizing: original.rightSizing,
    copiesPrivateIp: original.copiesPrivateIp,
  });
  const number =
    adoptable(situation, owner, changes, marker) ??
    (await createVersion(where, templateId, {
      base: original.base.number,
      description: markerText(marker),
      data: templateChanges(original.base.data, changes.after),
      token: tokenOf(context.key, sourceServerId, situation),
    }));
  const isRewritten = await configure(where, situation, configuration);
  if (isRewritten || situation.current?.number !== number) await setDefaultVersion(where, templateId, number);
  return { kind: 'ready' };
}

const refused = (reason: string): Applied => ({ kind: 'refused', reason });

const markerOf = ({ executionId, stepId }: MarkerOwner, changes: LaunchChanges, base: number): Marker => ({
  executionId,
  stepId,
  base,
  ...(changes.configuration.rightSizing !== undefined && { rightSizing: changes.original.rightSizing }),
  ...(changes.configuration.copiesPrivateIp !== undefined && { copiedPrivateIp: true }),
});

/** The version that an earlier call has made for just this. */
function adoptable(
  { marked }: LaunchSituation,
  owner: MarkerOwner,
  { after }: LaunchChanges,
  marker: Marker,
): number | undefined {
  const text = markerText(marker);
  return marked.findLast(
    (version) =>
      isOwn(version.marker, owner) &&
      version.description === text &&
      sameSettings(settingsOfTemplate(version.data), after),
  )?.number;
}

/** A token for each version that this attempt makes of a template: 128 characters are the most. */
const tokenOf = (key: string, server: string, { versions }: LaunchSituation): string =>
  `${key}/${server}/${versions.at(-1)?.number ?? 0}`.slice(-128);

/** @returns whether the launch configuration was changed, and the template's default version with it */
async function configure(
  where: Regional,
  { sourceServerId, configuration }: LaunchSituation,
  wanted: LaunchChanges['configuration'],
): Promise<boolean> {
  const change = {
    ...(wanted.rightSizing !== undefined &&
      wanted.rightSizing !== configuration.rightSizing && { rightSizing: wanted.rightSizing }),
    ...(wanted.copiesPrivateIp !== undefined &&
      wanted.copiesPrivateIp !== configuration.copiesPrivateIp && { copiesPrivateIp: wanted.copiesPrivateIp }),
  };
  if (Object.keys(change).length === 0) return false;
  await updateLaunchConfiguration(where, sourceServerId, change);
  return true;
}
