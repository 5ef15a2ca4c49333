import type { Job, LaunchConfiguration, RecoveryInstance, SourceServer } from '@aws-sdk/client-drs';
import type { GlobalCluster } from '@aws-sdk/client-rds';

import { renderJob } from '../services/drs/render-job.ts';
import { renderRecoveryInstance } from '../services/drs/render-recovery-instance.ts';
import { renderSourceServer } from '../services/drs/render-source-server.ts';
import type { Ec2InstanceSummary, LaunchTemplateSummary, SecurityGroupSummary } from '../services/ec2/dump-ec2.ts';
import { holdsEc2, summariseGroup, summariseInstance, summariseTemplate } from '../services/ec2/dump-ec2.ts';
import type { ElbDump } from '../services/elb/dump-elb.ts';
import { dumpElb } from '../services/elb/dump-elb.ts';
import type { FunctionRun } from '../services/lambda/lambda-state.ts';
import type { RdsDump } from '../services/rds/dump-rds.ts';
import { dumpGlobalClusters, dumpRds } from '../services/rds/dump-rds.ts';
import type { RoutingControlSummary } from '../services/route53-recovery-cluster/routing-controls.ts';
import { dumpRoutingControls } from '../services/route53-recovery-cluster/routing-controls.ts';
import type { HostedZoneSummary } from '../services/route53/dump-route53.ts';
import { dumpZones } from '../services/route53/dump-route53.ts';
import { dumpAvailabilityGroup } from '../services/sql-server/availability-group.ts';
import type { SsmDump } from '../services/ssm/dump-ssm.ts';
import { dumpSsm } from '../services/ssm/dump-ssm.ts';
import type { Place, World } from '../world/world.ts';

/** One account and Region, as its APIs would describe it. */
export interface PlaceState {
  readonly account: string;
  readonly region: string;
  readonly sourceServers: readonly SourceServer[];
  readonly jobs: readonly Job[];
  readonly recoveryInstances: readonly RecoveryInstance[];
  readonly ec2Instances: readonly Ec2InstanceSummary[];
  readonly securityGroups: readonly SecurityGroupSummary[];
  readonly launchTemplates: readonly LaunchTemplateSummary[];
  /** What DRS launches with besides, by source server. */
  readonly launchConfigurations: readonly LaunchConfiguration[];
  readonly loadBalancing: ElbDump;
  /** In us-east-1 for the whole account. */
  readonly hostedZones: readonly HostedZoneSummary[];
  /** In us-west-2 for the whole account. */
  readonly routingControls: readonly RoutingControlSummary[];
  readonly rds: RdsDump;
  readonly ssm: SsmDump;
  /** In the order in which they ran. */
  readonly functionRuns: readonly FunctionRun[];
}

export interface WorldState {
  readonly places: readonly PlaceState[];
  readonly globalClusters: readonly GlobalCluster[];
  readonly availabilityGroups: readonly ReturnType<typeof dumpAvailabilityGroup>[];
}

/** Everything the services keep at this instant, terminated instances included; lists are sorted by id, empty places left out. */
export function dumpState(world: World, now: number): WorldState {
  const places = [...world.places.values()].filter(holdsSomething).map((place) => dumpPlace(world, place, now));
  return {
    places: sortedBy(places, ({ account, region }) => `${account}/${region}`),
    globalClusters: dumpGlobalClusters(world),
    availabilityGroups: world.availabilityGroups.map(dumpAvailabilityGroup),
  };
}

/** A place comes to be with the first call to it, which is nothing to compare. */
function holdsSomething(place: Place): boolean {
  const { drs, rds, elb, route53, arc, ssm, lambda } = place;
  const databases = rds.clusters.size + rds.instances.size + rds.clusterSnapshots.size + rds.snapshots.size;
  const traffic = elb.targetGroups.size + route53.zones.size + arc.panels.length;
  const work = ssm.commands.size + ssm.automations.size + ssm.parameters.size + lambda.runs.length;
  return holdsEc2(place) || drs.servers.size + drs.jobs.size + databases + traffic + work > 0;
}

function dumpPlace(world: World, place: Place, now: number): PlaceState {
  const { drs, ec2 } = place;
  return {
    account: place.accountId,
    region: place.region,
    sourceServers: sortedBy([...drs.servers.values()], ({ id }) => id).map((server) =>
      renderSourceServer({ world, place }, server, now),
    ),
    jobs: sortedBy([...drs.jobs.values()], ({ id }) => id).map(renderJob),
    recoveryInstances: sortedBy([...drs.recoveryInstances.values()], ({ id }) => id).map((entry) =>
      renderRecoveryInstance(world, entry, now),
    ),
    ec2Instances: sortedBy([...ec2.instances.values()], ({ id }) => id).map((instance) =>
      summariseInstance(instance, now),
    ),
    securityGroups: sortedBy([...ec2.network.securityGroups.values()], ({ id }) => id).map(summariseGroup),
    launchTemplates: sortedBy([...ec2.launchTemplates.values()], ({ id }) => id).map(summariseTemplate),
    launchConfigurations: sortedBy([...drs.servers.values()], ({ id }) => id).map(({ launchConfiguration }) => ({
      ...launchConfiguration,
    })),
    loadBalancing: dumpElb(place),
    hostedZones: dumpZones(place),
    routingControls: dumpRoutingControls(place),
    rds: dumpRds({ world, place }, now),
    ssm: dumpSsm(place, now),
    functionRuns: [...place.lambda.runs],
  };
}

function sortedBy<T>(items: T[], keyOf: (item: T) => string): T[] {
  return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
