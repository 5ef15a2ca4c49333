import { finding, type Finding, type StepId } from '@breakwater/core';
import { isDrill, type RecoverRequest } from '../recover/params.ts';
import type { LaunchNetwork } from '../service/launch-networks.ts';
import { describeNetworks } from '../service/networks.ts';
import type { Regional } from '../service/regional.ts';
import { listed } from '../steps/findings.ts';
import { waysOut, type WayOut } from './ways-out.ts';

export const DRILL_NOT_ISOLATED = 'drill-not-isolated';

export const mustBeIsolated = (request: RecoverRequest): boolean =>
  isDrill(request) && request.drillIsolation === 'verify';

/** The ways out of the networks that servers are launched into. Read only. */
export async function waysOutOf(
  where: Regional,
  launches: readonly LaunchNetwork[],
): Promise<ReadonlyMap<string, readonly WayOut[]>> {
  if (launches.length === 0) return new Map();
  const subnets = [...new Set(launches.flatMap(({ subnetId }) => subnetId ?? []))];
  const none = { subnets: [], vpcs: [], routeTables: [], peerings: [], internetGateways: [], securityGroups: [] };
  const network = subnets.length === 0 ? none : await describeNetworks(where, subnets);
  return new Map(launches.map((launch) => [launch.sourceServerId, waysOut(launch, network)]));
}

/** Why a server must not be launched in a drill; `undefined` when it cannot reach out. */
export function escapeMessage(server: string, ways: readonly WayOut[] = []): string | undefined {
  const texts = ways.filter(({ kind }) => kind === 'open').map(({ text }) => text);
  return texts.length === 0 ? undefined : `${server} would not be isolated: ${listed(texts)}`;
}

/** One finding for each way out, naming the servers that share it. */
export function isolationFindings(stepId: StepId, found: ReadonlyMap<string, readonly WayOut[]>): Finding[] {
  const ways = new Map<string, { readonly way: WayOut; readonly servers: string[] }>();
  for (const [server, out] of found) {
    for (const way of out) {
      const entry = ways.get(way.id) ?? { way, servers: [] };
      entry.servers.push(server);
      ways.set(way.id, entry);
    }
  }
  return [...ways.values()].map(({ way: { id, kind, text }, servers }) =>
    finding(stepId, {
      code: kind === 'open' ? DRILL_NOT_ISOLATED : 'drill-isolated-by-routes-only',
      severity: kind === 'open' ? 'error' : 'warning',
      absolute: kind === 'open',
      resource: id,
      message: `the drill of ${listed(servers)} ${kind === 'open' ? 'is not isolated' : 'is isolated by its routes only'}: ${text}`,
    }),
  );
}
