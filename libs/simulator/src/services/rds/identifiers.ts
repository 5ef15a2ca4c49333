import { digest } from '../../draws.ts';
import type { Place, World } from '../../world/world.ts';
import { placeKey } from '../../world/world.ts';
import type { DbCluster, DbInstance } from './rds-state.ts';

type Home = Pick<Place, 'accountId' | 'region'>;

/** `arn:aws:rds:us-west-2:222233334444:cluster:ledger`. */
export function rdsArn(home: Home, kind: string, id: string): string {
  return `arn:aws:rds:${home.region}:${home.accountId}:${kind}:${id}`;
}

/** What an ARN of a cluster or instance names. */
export interface ArnParts {
  readonly region: string;
  readonly accountId: string;
  readonly kind: string;
  readonly id: string;
}

/** @returns undefined for a text that is no ARN of RDS */
export function parseArn(arn: string): ArnParts | undefined {
  const [, region, accountId, kind, id] = /^arn:aws:rds:([a-z0-9-]*):(\d{12}):([a-z-]+):(.+)$/.exec(arn) ?? [];
  return region === undefined || accountId === undefined || kind === undefined || id === undefined
    ? undefined
    : { region, accountId, kind, id };
}

/** The cluster that an ARN names, in whichever Region. */
export function clusterOfArn(world: World, arn: string): DbCluster | undefined {
  const parts = parseArn(arn);
  return parts?.kind === 'cluster' ? rdsOf(world, parts)?.clusters.get(parts.id) : undefined;
}

/** The instance that an ARN names, in whichever Region. */
export function instanceOfArn(world: World, arn: string): DbInstance | undefined {
  const parts = parseArn(arn);
  return parts?.kind === 'db' ? rdsOf(world, parts)?.instances.get(parts.id) : undefined;
}

function rdsOf(world: World, { accountId, region }: ArnParts): Place['rds'] | undefined {
  return world.places.get(placeKey(accountId, region))?.rds;
}

/** The part of host names that is the same for an account's databases in a Region. */
function hostSuffix({ accountId, region }: Home): string {
  return `${digest([accountId, region, 'rds'], 12)}.${region}.rds.amazonaws.com`;
}

export function instanceHost(home: Home, id: string): string {
  return `${id}.${hostSuffix(home)}`;
}

/** @param kind - `cluster` for the writer's name, `cluster-ro` for the readers' */
export function clusterHost(home: Home, id: string, kind: 'cluster' | 'cluster-ro'): string {
  return `${id}.${kind}-${hostSuffix(home)}`;
}

/** The name that follows the writer from Region to Region. */
export function globalHost(accountId: string, id: string): string {
  return `${id}.global-${digest([accountId, 'rds-global'], 12)}.global.rds.amazonaws.com`;
}

/** `cluster-…` or `db-…`, in capitals and digits as RDS makes them. */
export function newResourceId(prefix: string, arn: string): string {
  return prefix + digest([arn, 'resource'], 26).toUpperCase();
}

/** The account's record of a global database, by its key in the world. */
export function globalKey(accountId: string, id: string): string {
  return `${accountId}/${id}`;
}

/** Default ports. @see RDS guide, "Settings for DB instances" */
export function defaultPort(engine: string): number {
  if (engine.includes('postgres')) return 5432;
  if (engine.startsWith('sqlserver')) return 1433;
  return engine.startsWith('oracle') ? 1521 : 3306;
}
