import { isInZone, normalName } from '../services/route53/record-names.ts';
import type { AccountSpec } from './estate-schema.ts';
import type { DocumentPath, Inconsistency } from './inconsistency.ts';
import { duplicates } from './inconsistency.ts';
import type { HostedZoneSpec } from './route53-schema.ts';

/** What no schema can say of an account's hosted zones and routing controls. */
export function trafficFaults({ route53 = {}, routingControl }: AccountSpec, path: DocumentPath): Inconsistency[] {
  const { hostedZones = [], healthChecks = [] } = route53;
  const checks = new Set(healthChecks.map(({ id }) => id));
  const at =
    (list: string) =>
    (index: number): DocumentPath => [...path, 'route53', list, index, 'id'];
  return [
    ...duplicates(hostedZones, ({ id }) => id, at('hostedZones'), 'hosted zone'),
    ...duplicates(healthChecks, ({ id }) => id, at('healthChecks'), 'health check'),
    ...hostedZones.flatMap((zone, index) => zoneFaults(zone, checks, [...path, 'route53', 'hostedZones', index])),
    ...(routingControl?.clusters ?? []).flatMap(({ panels }, cluster) =>
      panels.flatMap(({ controls, safetyRules = [] }, panel) => {
        const known = new Set(controls.map(({ name }) => name));
        return safetyRules.flatMap((rule, index) =>
          [...rule.controls, ...(rule.targets ?? [])]
            .filter((name) => !known.has(name))
            .map((name) => ({
              path: [...path, 'routingControl', 'clusters', cluster, 'panels', panel, 'safetyRules', index],
              message: `the panel has no routing control ${name}`,
            })),
        );
      }),
    ),
  ];
}

function zoneFaults(
  { name: zone, records = [] }: HostedZoneSpec,
  checks: ReadonlySet<string>,
  path: DocumentPath,
): Inconsistency[] {
  return records.flatMap(({ name, healthCheck, alias, values, ttl }, index) => {
    const at = [...path, 'records', index];
    const faults: Inconsistency[] = [];
    if (!isInZone(normalName(name), normalName(zone))) {
      faults.push({ path: [...at, 'name'], message: `${name} is not in the zone ${zone}` });
    }
    if (healthCheck !== undefined && !checks.has(healthCheck)) {
      faults.push({ path: [...at, 'healthCheck'], message: `the account has no health check ${healthCheck}` });
    }
    const isPlain = values !== undefined && ttl !== undefined && alias === undefined;
    const isAlias = values === undefined && ttl === undefined && alias !== undefined;
    if (!isPlain && !isAlias) faults.push({ path: at, message: 'a record has either values and a ttl, or an alias' });
    return faults;
  });
}
