import type { Mode } from '../../shared/modes.ts';
import { own } from '../path.ts';
import type { LaunchOverride, LaunchProfile, LaunchSpec } from './launch-schema.ts';

/** How the servers of a step are launched in this execution's mode. */
export interface LaunchSettings {
  readonly profile: LaunchProfile;
  /** What is different for some, by the id of the server. */
  readonly servers: Readonly<Record<string, LaunchOverride>>;
}

/** A profile with what is different for one server laid over. */
export type ServerLaunchSettings = LaunchProfile & LaunchOverride;

type LaunchMode = 'recovery' | 'drill';
const isLaunchMode = (mode: Mode): mode is LaunchMode => mode === 'recovery' || mode === 'drill';

/** What a group says about launches in a mode; `undefined` where it says nothing, and launches go as DRS has them. */
export function launchSettings(spec: LaunchSpec | undefined, mode: Mode): LaunchSettings | undefined {
  if (spec === undefined || !isLaunchMode(mode)) return undefined;
  const servers = Object.entries(spec.servers ?? {}).flatMap(([id, { recovery, drill, ...both }]) => {
    const override = { ...both, ...(mode === 'drill' ? drill : recovery) };
    return Object.keys(override).length === 0 ? [] : [[id, override] as const];
  });
  const profile = spec[mode] ?? {};
  if (Object.keys(profile).length === 0 && servers.length === 0) return undefined;
  return { profile, servers: Object.fromEntries(servers) };
}

export const settingsOf = ({ profile, servers }: LaunchSettings, serverId: string): ServerLaunchSettings => ({
  ...profile,
  ...own(servers, serverId),
});
