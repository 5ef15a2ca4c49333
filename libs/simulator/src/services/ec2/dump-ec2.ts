import type { Place } from '../../world/world.ts';
import type { Ec2Instance, InstanceState } from './instance.ts';
import { instanceState } from './instance.ts';
import type { LaunchTemplate, TemplateData } from './launch-templates/launch-template.ts';
import type { SecurityGroup, SecurityGroupRule } from './network/network-state.ts';
import { ruleKey } from './network/network-state.ts';

export interface Ec2InstanceSummary {
  readonly id: string;
  readonly state: InstanceState;
  readonly privateIp: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  readonly instanceType: string;
  readonly terminationProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export function summariseInstance(instance: Ec2Instance, now: number): Ec2InstanceSummary {
  return {
    id: instance.id,
    state: instanceState(instance, now),
    privateIp: instance.privateIp,
    subnetId: instance.subnetId,
    securityGroupIds: instance.securityGroupIds,
    instanceType: instance.instanceType,
    terminationProtected: instance.terminationProtected,
    tags: { ...instance.tags },
  };
}

/** A rule without its id, for a rule that is revoked and authorised again gets another. */
export interface RuleSummary {
  /** `ingress tcp 443 443 10.0.0.0/8`. */
  readonly rule: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SecurityGroupSummary {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly rules: readonly RuleSummary[];
  readonly tags: Readonly<Record<string, string>>;
}

export function summariseGroup(group: SecurityGroup): SecurityGroupSummary {
  const rules = [...group.rules.values()].map(summariseRule).sort((a, b) => (a.rule < b.rule ? -1 : 1));
  return { id: group.id, name: group.name, vpcId: group.vpcId, rules, tags: { ...group.tags } };
}

function summariseRule(rule: SecurityGroupRule): RuleSummary {
  const { description, tags } = rule;
  return { rule: ruleKey(rule), ...(description === undefined ? {} : { description }), tags: { ...tags } };
}

export interface LaunchTemplateSummary {
  readonly id: string;
  readonly name: string;
  readonly defaultVersion: number;
  readonly versions: readonly { readonly number: number; readonly data: TemplateData }[];
  readonly tags: Readonly<Record<string, string>>;
}

export function summariseTemplate({ id, name, defaultVersion, versions, tags }: LaunchTemplate): LaunchTemplateSummary {
  const kept = [...versions.values()].map(({ number, data }) => ({ number, data }));
  return { id, name, defaultVersion, versions: kept, tags: { ...tags } };
}

/** Whether there is anything but the VPC that every place has. */
export function holdsEc2({ ec2: { instances, network, launchTemplates } }: Place): boolean {
  return instances.size + launchTemplates.size > 0 || network.securityGroups.size > 1 || network.vpcs.size > 1;
}
