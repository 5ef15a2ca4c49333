import { digest } from '../../draws.ts';

interface Home {
  readonly accountId: string;
  readonly region: string;
}

const KINDS = { application: 'app', network: 'net' } as const;
export type BalancerType = keyof typeof KINDS;

function arn({ accountId, region }: Home, rest: string): string {
  return `arn:aws:elasticloadbalancing:${region}:${accountId}:${rest}`;
}

function ownDigits({ accountId, region }: Home, ...name: readonly (string | number)[]): string {
  return digest([accountId, region, ...name], 16);
}

/** The ARN of a target group of an estate; the same whatever the seed. */
export function targetGroupArn(home: Home, name: string): string {
  return arn(home, `targetgroup/${name}/${ownDigits(home, 'target group', name)}`);
}

/** The ARN of a load balancer of an estate; the same whatever the seed. */
export function loadBalancerArn(home: Home, name: string, type: BalancerType = 'application'): string {
  return arn(home, `loadbalancer/${balancerPath(home, name, type)}`);
}

function balancerPath(home: Home, name: string, type: BalancerType): string {
  return `${KINDS[type]}/${name}/${ownDigits(home, 'load balancer', name)}`;
}

/** The ARN of a listener of an estate, by its load balancer and port; the same whatever the seed. */
export function listenerArn(home: Home, balancer: string, port: number, type: BalancerType = 'application'): string {
  return arn(home, `listener/${balancerPath(home, balancer, type)}/${ownDigits(home, 'listener', balancer, port)}`);
}

/** The ARN of a listener's rule, by its priority; the same whatever the seed. */
export function ruleArn(listener: string, priority: string): string {
  return `${listener.replace(':listener/', ':listener-rule/')}/${digest([listener, priority], 16)}`;
}

/** Hosted zones of load balancers. @see AWS General Reference, "Elastic Load Balancing endpoints and quotas" */
const HOSTED_ZONES: Readonly<Record<string, Readonly<Record<BalancerType, string>>>> = {
  'us-east-1': { application: 'Z35SXDOTRQ7X7K', network: 'Z26RNL4JYFTOTI' },
  'us-east-2': { application: 'Z3AADJGX6KTTL2', network: 'ZLMOA37VPKANP' },
  'us-west-1': { application: 'Z368ELLRRE2KJ0', network: 'Z24FKFUX50B4VW' },
  'us-west-2': { application: 'Z1H1FL5HABSF5', network: 'Z18D5FSROUN65G' },
  'eu-west-1': { application: 'Z32O12XQLNTSW2', network: 'Z2IFOLAFXWLO4F' },
  'eu-central-1': { application: 'Z215JYRZR1TBD5', network: 'Z3F0SRJ5LGBH90' },
};

/** What alias records to load balancers of that Region name. */
export function balancerZone(region: string, type: BalancerType): string {
  return HOSTED_ZONES[region]?.[type] ?? `Z${digest([region, 'load balancers', type], 13).toUpperCase()}`;
}

/** The DNS name of a load balancer of an estate; the same whatever the seed. */
export function balancerDnsName(
  home: Home,
  { name, type, scheme }: { name: string; type: BalancerType; scheme: 'internet-facing' | 'internal' },
): string {
  if (type === 'network') {
    return `${name}-${ownDigits(home, 'load balancer', name)}.elb.${home.region}.amazonaws.com`;
  }
  const number = Number.parseInt(digest([home.accountId, home.region, name, 'dns'], 8), 16);
  return `${scheme === 'internal' ? 'internal-' : ''}${name}-${number}.${home.region}.elb.amazonaws.com`;
}
