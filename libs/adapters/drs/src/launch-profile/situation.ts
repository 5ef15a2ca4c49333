import { launchConfiguration, type LaunchConfigurationView } from '../service/launch-configurations.ts';
import { templateVersions, type TemplateVersionView } from '../service/launch-templates.ts';
import { mapParallel } from '../service/parallel.ts';
import type { Regional } from '../service/regional.ts';
import { readMarker, type Marker } from './marker.ts';
import { isRewriteOf } from './template-data.ts';

const PARALLEL_CALLS = 8;

/** A version that a step of some execution has made. */
export interface MarkedVersion extends TemplateVersionView {
  readonly marker: Marker;
}

/** How a server would be launched now, and what steps have left in its template. */
export interface LaunchSituation {
  readonly sourceServerId: string;
  readonly configuration: LaunchConfigurationView;
  readonly templateId: string | undefined;
  /** Oldest first. */
  readonly versions: readonly TemplateVersionView[];
  readonly marked: readonly MarkedVersion[];
  /** The default version; `undefined` when there is no template. */
  readonly current: TemplateVersionView | undefined;
}

export const readSituations = (where: Regional, servers: readonly string[]): Promise<LaunchSituation[]> =>
  mapParallel(servers, PARALLEL_CALLS, (server) => readSituation(where, server));

export async function readSituation(where: Regional, sourceServerId: string): Promise<LaunchSituation> {
  const configuration = await launchConfiguration(where, sourceServerId);
  const { templateId } = configuration;
  const versions = templateId === undefined ? [] : await templateVersions(where, templateId);
  return {
    sourceServerId,
    configuration,
    templateId,
    versions,
    marked: versions.flatMap((version) => {
      const marker = readMarker(version.description);
      return marker === undefined ? [] : [{ ...version, marker }];
    }),
    current: versions.find(({ isDefault }) => isDefault),
  };
}

export const versionOf = ({ versions }: LaunchSituation, number: number): TemplateVersionView | undefined =>
  versions.find((version) => version.number === number);

/**
 * The marked version that the default one comes from: it is that version, or what DRS made of it when the launch
 * configuration changed. `undefined` when no step has to do with the default version.
 */
export function anchorOf({ configuration, current, marked }: LaunchSituation): MarkedVersion | undefined {
  if (current === undefined) return undefined;
  return (
    marked.find(({ number }) => number === current.number) ??
    marked.findLast(({ number, data }) => number < current.number && isRewriteOf(current.data, data, configuration))
  );
}

/** How the server is launched when no step has to do with it. */
export interface Original {
  readonly base: TemplateVersionView | undefined;
  readonly rightSizing: string;
  readonly copiesPrivateIp: boolean;
}

/** What was before any step changed it: by the marker that the default version comes from, or as it is now. */
export function originalOf(situation: LaunchSituation): Original {
  const { configuration, current, marked } = situation;
  const anchor = anchorOf(situation);
  // A marked version that was never made the default may still have its configuration switched.
  const witness = anchor ?? marked.find(({ marker }) => isDefaultOrRewrite(situation, marker.base));
  const base = witness === undefined ? undefined : versionOf(situation, witness.marker.base);
  return {
    base: base ?? current,
    rightSizing: witness?.marker.rightSizing ?? configuration.rightSizing,
    copiesPrivateIp: witness?.marker.copiedPrivateIp ?? configuration.copiesPrivateIp,
  };
}

/** Whether the default version is this one, or DRS made it of this one. */
export function isDefaultOrRewrite(situation: LaunchSituation, number: number): boolean {
  const { current } = situation;
  const version = versionOf(situation, number);
  if (current === undefined || version === undefined) return false;
  return (
    current.number === number ||
    (current.number > number && isRewriteOf(current.data, version.data, situation.configuration))
  );
}
