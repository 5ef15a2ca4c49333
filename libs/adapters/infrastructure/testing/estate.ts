import { executionId, type Target } from '@breakwater/core';
import {
  listenerArn,
  networkId,
  routingControlArn,
  safetyRuleArn,
  targetGroupArn,
  type AccountRegionSpec,
  type Estate,
} from '@breakwater/simulator';
import { anEstate, RECOVERY_REGION, SPOKE_ACCOUNT } from '@breakwater/simulator/testing';

/** The execution that a world's clients act for. */
export const EXECUTION = executionId('recovery-000001');
export const TARGET: Target = { account: SPOKE_ACCOUNT, region: RECOVERY_REGION };
/** A Region that holds no control plane of any step here. */
export const ORIGIN_REGION = 'eu-west-1';

export const ZONE = 'Z0EXAMPLE';
export const GROUP_ID = 'sg-0123456789abcdef0';
const PLACE = { accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION };

export const groupArn = (name: string): string => targetGroupArn(PLACE, name);
export const LISTENER = listenerArn(PLACE, 'front', 80);
export const SPARE_LISTENER = listenerArn(PLACE, 'front', 81);
export const instance = (name: string): string => networkId(PLACE, 'i', name);
export const control = (name: string): string => routingControlArn(SPOKE_ACCOUNT, 'cells', name);
export const ONE_ON = safetyRuleArn(SPOKE_ACCOUNT, 'cells', 'one-on');

/** Endpoints of the cluster; the simulator tells them apart by the Region of the signature. */
export const CLUSTER_ENDPOINTS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2'].map(
  (region) => ({ url: `https://${region}.cluster.example`, region }),
);

const HEALTH_CHECK = { intervalSeconds: 5, healthyThreshold: 2 };

const REGION: AccountRegionSpec = {
  region: RECOVERY_REGION,
  network: {
    securityGroups: [
      {
        name: 'ledger',
        id: GROUP_ID,
        tags: { Application: 'payments' },
        ingress: [
          { protocol: 'tcp', ports: [5432], cidrs: ['10.1.0.0/16'], description: 'app east' },
          { protocol: 'all', cidrs: ['2001:db8::/32'] },
        ],
        egress: [{ protocol: 'all', cidrs: ['0.0.0.0/0'] }],
      },
    ],
  },
  instances: [{ name: 'web-old' }, { name: 'web-new' }, { name: 'web-next' }, { name: 'web-off', state: 'stopped' }],
  loadBalancing: {
    targetGroups: [
      {
        name: 'east',
        tags: { Application: 'payments', Site: 'east' },
        healthCheck: HEALTH_CHECK,
        targets: [{ target: 'web-old' }],
        deregistrationDelaySeconds: 60,
      },
      {
        name: 'west',
        tags: { Application: 'payments', Side: 'west' },
        healthCheck: HEALTH_CHECK,
        targets: [{ target: 'web-new' }],
      },
      { name: 'empty', healthCheck: HEALTH_CHECK },
      { name: 'sick', healthCheck: HEALTH_CHECK, targets: [{ target: 'web-new' }], failing: ['*'] },
    ],
    loadBalancers: [
      {
        name: 'front',
        listeners: [
          {
            port: 80,
            tags: { Application: 'payments' },
            forward: [{ group: 'east' }],
            rules: [{ priority: 10, paths: ['/api'], forward: [{ group: 'east' }] }],
          },
          { port: 81, fixedResponse: { statusCode: '503' } },
        ],
      },
    ],
  },
};

/** A spoke with a zone, a routing-control cluster, a load balancer and a security group. */
export function anInfrastructureEstate(): Estate {
  const estate = anEstate({
    servers: [],
    role: { allow: ['route53:*', 'route53-recovery-cluster:*', 'ec2:*', 'elasticloadbalancing:*', 'tag:GetResources'] },
  });
  const [account] = estate.accounts;
  if (account === undefined) throw new TypeError('the estate has no account');
  return {
    ...estate,
    accounts: [
      {
        ...account,
        regions: [
          REGION,
          ...CLUSTER_ENDPOINTS.flatMap(({ region }) => (region === RECOVERY_REGION ? [] : [{ region }])),
        ],
        route53: {
          hostedZones: [
            {
              name: 'example.com',
              id: ZONE,
              records: [
                { name: 'pay.example.com', type: 'CNAME', ttl: 300, values: ['pay-east.example.com'] },
                {
                  name: 'web.example.com',
                  type: 'A',
                  ttl: 60,
                  setIdentifier: 'east',
                  weight: 100,
                  values: ['192.0.2.1'],
                },
                {
                  name: 'web.example.com',
                  type: 'A',
                  ttl: 60,
                  setIdentifier: 'west',
                  weight: 0,
                  values: ['192.0.2.2'],
                },
                {
                  name: 'geo.example.com',
                  type: 'A',
                  ttl: 60,
                  setIdentifier: 'eu',
                  latencyRegion: 'eu-west-1',
                  values: ['192.0.2.3'],
                },
                { name: '*.example.com', type: 'TXT', ttl: 60, values: ['"a"', '"b"'] },
              ],
            },
          ],
          healthChecks: [{ id: 'check-east', type: 'HTTPS', domain: 'pay-east.example.com' }],
        },
        routingControl: {
          clusters: [
            {
              name: 'payments',
              panels: [
                {
                  name: 'cells',
                  controls: [{ name: 'east', state: 'On' }, { name: 'west' }],
                  safetyRules: [
                    { name: 'one-on', kind: 'assertion', controls: ['east', 'west'], rule: { type: 'atleast' } },
                  ],
                },
              ],
            },
          ],
        },
      },
    ],
  };
}
