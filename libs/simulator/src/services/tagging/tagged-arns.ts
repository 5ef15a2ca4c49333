import type { Call } from '../../protocol/operation.ts';
import { otherTaggedThings, taggedInstances } from '../ec2/tagged-resources.ts';
import { ROUTE53_REGION } from '../route53/route53-state.ts';

/** A resource as the tagging API lists it. */
export interface TaggedArn {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Every tagged resource of the caller's account and Region, by ARN; hosted zones in the Region of Route 53. */
export function taggedArns({ place, now }: Call): TaggedArn[] {
  const { accountId, region, drs, elb, rds, route53 } = place;
  const ec2 = [...taggedInstances(place, now), ...otherTaggedThings(place)].map(({ id, type, tags }) => ({
    arn: `arn:aws:ec2:${region}:${accountId}:${type}/${id}`,
    tags,
  }));
  const listeners = [...elb.listeners.values()];
  const withArns = [
    ...drs.servers.values(),
    ...drs.recoveryInstances.values(),
    ...drs.jobs.values(),
    ...elb.loadBalancers.values(),
    ...elb.targetGroups.values(),
    ...listeners,
    ...listeners.flatMap(({ rules }) => rules),
    ...rds.clusters.values(),
    ...rds.instances.values(),
    ...rds.clusterSnapshots.values(),
    ...rds.snapshots.values(),
  ].map(({ arn, tags }) => ({ arn, tags }));
  const zones = region === ROUTE53_REGION ? [...route53.zones.values()] : [];
  const checks = region === ROUTE53_REGION ? [...route53.healthChecks.values()] : [];
  return [
    ...ec2,
    ...withArns,
    ...zones.map(({ id, tags }) => ({ arn: `arn:aws:route53:::hostedzone/${id}`, tags })),
    ...checks.map(({ id, tags }) => ({ arn: `arn:aws:route53:::healthcheck/${id}`, tags })),
  ]
    .filter(({ tags }) => Object.keys(tags).length > 0)
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
}
