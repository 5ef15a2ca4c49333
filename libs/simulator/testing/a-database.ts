import type { DbClusterSpec, DbInstanceSpec } from '../src/estate/database-schema.ts';
import type { AccountSpec, Estate } from '../src/estate/estate-schema.ts';
import { aSpokeRole, anEstate, RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from './an-estate.ts';

/** An Aurora cluster with a writer and a reader. */
export const aDbCluster = (over: Partial<DbClusterSpec> = {}): DbClusterSpec => {
  const { id = 'ledger' } = over;
  return { id, instances: [{ id: `${id}-1` }, { id: `${id}-2` }], ...over };
};

/** A single-AZ PostgreSQL instance. */
export const aDbInstance = (over: Partial<DbInstanceSpec> = {}): DbInstanceSpec => ({ id: 'core', ...over });

type Regions = Readonly<Record<string, Omit<NonNullable<AccountSpec['regions']>[number], 'region'>>>;

/** An estate whose spoke has the given Regions, and no server of DRS. */
export const anEstateOf = (
  regions: Regions,
  over: Partial<Estate> & { account?: Partial<AccountSpec> } = {},
): Estate => {
  const { account, ...rest } = over;
  const allow = ['drs:*', 'ec2:*', 'rds:*', 'cloudwatch:*', 'ssm:*', 'lambda:*', 'iam:PassRole'];
  return anEstate({
    accounts: [
      {
        id: SPOKE_ACCOUNT,
        name: 'payments',
        roles: [aSpokeRole({ allow })],
        regions: Object.entries(regions).map(([region, spec]) => ({ region, ...spec })),
        ...account,
      },
    ],
    ...rest,
  });
};

/** A global database `ledger`: `ledger-east` writes in the source Region, `ledger-west` follows in the recovery Region. */
export const aGlobalDatabaseEstate = (over: Parameters<typeof anEstateOf>[1] = {}): Estate =>
  anEstateOf(
    {
      [SOURCE_REGION]: { rds: { clusters: [aDbCluster({ id: 'ledger-east' })] } },
      [RECOVERY_REGION]: { rds: { clusters: [aDbCluster({ id: 'ledger-west' })] } },
    },
    {
      ...over,
      account: {
        globalClusters: [
          {
            id: 'ledger',
            members: [
              { region: SOURCE_REGION, cluster: 'ledger-east', writer: true },
              { region: RECOVERY_REGION, cluster: 'ledger-west', lag: 'PT1.5S' },
            ],
          },
        ],
        ...over.account,
      },
    },
  );

/** `arn:aws:rds:<region>:<the spoke>:cluster:<id>`. */
export const aClusterArn = (region: string, id: string): string =>
  `arn:aws:rds:${region}:${SPOKE_ACCOUNT}:cluster:${id}`;
