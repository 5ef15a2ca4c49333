import { defineAdapter, type TechnologyAdapter } from '@breakwater/core';
import { updateDns } from './dns/update-dns.ts';
import { ZoneTurns } from './dns/zone-turns.ts';
import { infrastructureListing, resolveInfrastructure } from './groups/resolve.ts';
import { updateListener } from './listeners/update-listener.ts';
import { setRoutingControls } from './routing-controls/set-routing-controls.ts';
import { updateSecurityGroup } from './security-groups/update-security-group.ts';
import { shiftTargets } from './targets/shift-targets.ts';

/**
 * Where traffic goes: Route 53, ARC routing controls, load balancers, security groups. Steps of one adapter object that
 * change the same zone take turns; nothing that it remembers is needed to go on after a crash.
 */
export function infrastructureAdapter(): TechnologyAdapter {
  return defineAdapter({
    technology: 'infrastructure',
    contractVersion: 1,
    operations: [updateDns(new ZoneTurns()), setRoutingControls, shiftTargets, updateListener, updateSecurityGroup],
    resolve: resolveInfrastructure,
    listing: infrastructureListing,
  });
}
