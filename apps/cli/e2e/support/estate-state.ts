import { rest } from './rest.ts';

/** What the simulator says that it keeps; only what is compared here. */
interface State {
  readonly places: readonly Place[];
  readonly globalClusters: readonly unknown[];
  readonly availabilityGroups: readonly unknown[];
}

interface Place {
  readonly account: string;
  readonly region: string;
  readonly ec2Instances: readonly { readonly id: string; readonly tags: Readonly<Record<string, string>> }[];
  readonly sourceServers: readonly { readonly sourceServerID: string; readonly tags?: object }[];
  readonly ssm: {
    readonly parameters: object;
    readonly commands: readonly { readonly instanceIds: readonly string[] }[];
  };
  readonly loadBalancing?: { readonly targetGroups: readonly { readonly targets: readonly string[] }[] };
  readonly functionRuns: readonly unknown[];
  readonly [part: string]: unknown;
}

/** Parts of a place that belong to production as a whole. */
const PRODUCTION = [
  'securityGroups',
  'launchTemplates',
  'launchConfigurations',
  'loadBalancing',
  'hostedZones',
  'routingControls',
  'rds',
];
const EXECUTION_TAG = 'breakwater:execution';

/**
 * Everything of an estate that a run has not made for itself: databases, names, listeners, security groups, launch
 * templates with their versions and launch configurations, instances without an execution's tag, what functions have done. What changes by itself,
 * as replication does, is left out.
 */
export async function productionState(simulator: string) {
  const { places, globalClusters, availabilityGroups } = (await rest(`${simulator}/_simulator/state`)).body as State;
  return { places: places.map(productionOf), globalClusters, availabilityGroups };
}

export type ProductionState = Awaited<ReturnType<typeof productionState>>;

const productionOf = (place: Place) => ({
  account: place.account,
  region: place.region,
  ...Object.fromEntries(PRODUCTION.map((part) => [part, place[part]])),
  instances: place.ec2Instances.filter(({ tags }) => tags[EXECUTION_TAG] === undefined),
  sourceServers: place.sourceServers.map(({ sourceServerID, tags }) => ({ sourceServerID, tags })),
  parameters: place.ssm.parameters,
  functionRuns: place.functionRuns.length,
});

/** On which instances commands ran, and which stand behind load balancers; each once, sorted. */
export async function instancesInUse(simulator: string) {
  const { places } = (await rest(`${simulator}/_simulator/state`)).body as State;
  const ids = (all: readonly string[]) => [...new Set(all)].toSorted();
  return {
    commanded: ids(places.flatMap(({ ssm }) => ssm.commands.flatMap(({ instanceIds }) => instanceIds))),
    balanced: ids(
      places
        .flatMap(({ loadBalancing }) => loadBalancing?.targetGroups.flatMap(({ targets }) => targets) ?? [])
        .map((target) => target.split(':')[0] ?? ''),
    ),
  };
}

/** The part of the state that only an operation without a way back has changed. */
export const withoutFunctionRuns = ({ places, ...rest }: ProductionState) => ({
  ...rest,
  places: places.map(({ functionRuns: _runs, ...place }) => place),
});

/** A machine or a source server, as the simulator's DRS shows it. */
export interface Replicated {
  readonly id: string;
  readonly region: string;
  readonly state: string;
  /** The EC2 instance whose data flows to it. */
  readonly replicates?: string;
}

/** What DRS launched, and what replicates, in all places. */
export async function replication(
  simulator: string,
): Promise<{ readonly instances: readonly Replicated[]; readonly servers: readonly Replicated[] }> {
  const { places } = (await rest(`${simulator}/_simulator/state`)).body as { readonly places: readonly DrsPlace[] };
  return {
    instances: places.flatMap(({ region, recoveryInstances }) =>
      recoveryInstances.map(({ ec2InstanceID: id, ec2InstanceState: state }) => ({ id, region, state })),
    ),
    servers: places.flatMap(({ region, sourceServers }) =>
      sourceServers.map(({ sourceServerID: id, dataReplicationInfo, sourceProperties }) => ({
        id,
        region,
        state: dataReplicationInfo.dataReplicationState,
        replicates: sourceProperties.identificationHints.awsInstanceID,
      })),
    ),
  };
}

interface DrsPlace {
  readonly region: string;
  readonly recoveryInstances: readonly { readonly ec2InstanceID: string; readonly ec2InstanceState: string }[];
  readonly sourceServers: readonly {
    readonly sourceServerID: string;
    readonly dataReplicationInfo: { readonly dataReplicationState: string };
    readonly sourceProperties: { readonly identificationHints: { readonly awsInstanceID: string } };
  }[];
}
