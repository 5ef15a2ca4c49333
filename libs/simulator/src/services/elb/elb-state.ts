/** A load balancer. Everything of it but its listeners stays as the estate has it. */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: 'application' | 'network';
  readonly scheme: 'internet-facing' | 'internal';
  readonly dnsName: string;
  /** Of the Region, not of the account; what an alias record names. */
  readonly canonicalHostedZoneId: string;
  readonly vpcId: string;
  readonly subnets: readonly { readonly id: string; readonly availabilityZone: string }[];
  readonly securityGroupIds: readonly string[];
  readonly createdAt: number;
  readonly tags: Record<string, string>;
}

export interface ForwardTarget {
  readonly targetGroupArn: string;
  /** 0 to 999. */
  readonly weight: number;
}

export type OtherActionType = 'fixed-response' | 'redirect' | 'authenticate-oidc' | 'authenticate-cognito';

/** What a listener or rule does with a request. */
export type ListenerAction =
  | {
      readonly type: 'forward';
      readonly order?: number;
      readonly groups: readonly ForwardTarget[];
      readonly stickySeconds?: number;
    }
  | {
      readonly type: OtherActionType;
      readonly order?: number;
      /** The members of its configuration, by the names of the API. */
      readonly settings: Readonly<Record<string, string>>;
    };

export interface RuleCondition {
  readonly field: 'host-header' | 'path-pattern';
  readonly values: readonly string[];
}

export interface ListenerRule {
  readonly arn: string;
  readonly priority: string;
  conditions: readonly RuleCondition[];
  actions: readonly ListenerAction[];
  readonly tags: Record<string, string>;
}

export interface Listener {
  readonly arn: string;
  readonly loadBalancer: LoadBalancer;
  readonly port: number;
  readonly protocol: string;
  defaultActions: readonly ListenerAction[];
  /** In the order of their priorities, without the default rule. */
  readonly rules: ListenerRule[];
  readonly tags: Record<string, string>;
}

/** A registered target. Its health follows from the clock. */
export interface Target {
  readonly id: string;
  readonly port: number;
  /** Given for an address outside the VPC: `all`. */
  readonly availabilityZone?: string;
  /** Simulated epoch milliseconds. */
  readonly registeredAt: number;
  /** Added by a fault to the time until health checks pass; Infinity when they never do. */
  readonly heldUpMs: number;
  /** Connections are drained from the first instant to the second. */
  draining?: { readonly from: number; readonly until: number };
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetType: 'instance' | 'ip';
  readonly vpcId: string;
  readonly healthCheck: {
    readonly path?: string;
    readonly intervalSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
  };
  readonly deregistrationDelaySeconds: number;
  /** Ids of targets that the estate makes fail their health checks for ever; `*` for all. */
  readonly failing: readonly string[];
  readonly tags: Record<string, string>;
  /** By {@link targetKey}. */
  readonly targets: Map<string, Target>;
  /** Since when a listener or rule forwards to it; absent while none does. */
  inUseSince?: number;
}

export function targetKey(target: Pick<Target, 'id' | 'port'>): string {
  return `${target.id}:${target.port}`;
}

/** The load balancing of one account and Region. */
export interface ElbState {
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly targetGroups: Map<string, TargetGroup>;
  readonly listeners: Map<string, Listener>;
}

export function emptyElb(): ElbState {
  return { loadBalancers: new Map(), targetGroups: new Map(), listeners: new Map() };
}
