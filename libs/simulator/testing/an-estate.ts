import type { Estate, RoleSpec } from '../src/estate/estate-schema.ts';
import type { SourceServerSpec } from '../src/estate/server-schema.ts';

export const HUB_ACCOUNT = '111122223333';
export const SPOKE_ACCOUNT = '222233334444';
export const SPOKE_ROLE_ARN = `arn:aws:iam::${SPOKE_ACCOUNT}:role/breakwater/BreakwaterSpoke`;
export const SPOKE_EXTERNAL_ID = 'spoke-external-id';
export const SOURCE_REGION = 'us-east-1';
export const RECOVERY_REGION = 'us-west-2';

/** One Linux server that replicates well. */
export const aSourceServer = (over: Partial<SourceServerSpec> = {}): SourceServerSpec => ({
  name: 'app',
  source: { region: SOURCE_REGION },
  ...over,
});

/** A role that trusts the whole hub account and may do everything. */
export const aSpokeRole = (over: Partial<RoleSpec> = {}): RoleSpec => ({
  name: 'BreakwaterSpoke',
  path: '/breakwater/',
  trusts: [`arn:aws:iam::${HUB_ACCOUNT}:root`],
  externalId: SPOKE_EXTERNAL_ID,
  allow: ['drs:*', 'ec2:*', 'elasticloadbalancing:*', 'route53:*', 'route53-recovery-cluster:*', 'iam:PassRole'],
  ...over,
});

/** A hub, and one spoke with one server in its recovery Region; further fields of the estate on top. */
export const anEstate = (
  over: Partial<Estate> & { servers?: SourceServerSpec[]; role?: Partial<RoleSpec> } = {},
): Estate => {
  const { servers = [aSourceServer()], role, ...rest } = over;
  return {
    apiVersion: 'simulator/v1',
    kind: 'Estate',
    name: 'test-estate',
    hub: { account: HUB_ACCOUNT, principals: [{ kind: 'user', name: 'orchestrator' }] },
    accounts: [
      {
        id: SPOKE_ACCOUNT,
        name: 'payments',
        roles: [aSpokeRole(role)],
        regions: [{ region: RECOVERY_REGION, drs: { sourceServers: servers } }],
      },
    ],
    ...rest,
  };
};
