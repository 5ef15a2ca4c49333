import type { LaunchConfigurationChange } from '../service/launch-configurations.ts';
import { originalOf, type LaunchSituation, type Original } from './situation.ts';
import { sameSettings, settingsOfTemplate, wantedSettings, type TemplateSettings } from './template-data.ts';
import type { WantedLaunch } from './wanted-launch.ts';

/** What following a profile changes for a server. */
export interface LaunchChanges {
  readonly original: Original;
  readonly before: TemplateSettings;
  readonly after: TemplateSettings;
  /** Members of the launch configuration that would override the template. */
  readonly configuration: LaunchConfigurationChange;
  /** Nothing has to be written. */
  readonly isNothing: boolean;
}

export function changesFor(situation: LaunchSituation, wanted: WantedLaunch): LaunchChanges {
  const original = originalOf(situation);
  const copies = original.copiesPrivateIp && wanted.privateIp === undefined;
  const before = settingsOfTemplate(original.base?.data);
  const after = wantedSettings(before, wanted, copies);
  const configuration = {
    ...(wanted.instanceType !== undefined && original.rightSizing !== 'NONE' && { rightSizing: 'NONE' }),
    ...(wanted.privateIp !== undefined && original.copiesPrivateIp && { copiesPrivateIp: false }),
  };
  const isNothing = sameSettings(before, after) && Object.keys(configuration).length === 0;
  return { original, before, after, configuration, isNothing };
}
