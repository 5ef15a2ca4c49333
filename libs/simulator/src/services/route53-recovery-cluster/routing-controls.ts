import { digest } from '../../draws.ts';
import type { ControlPanelSpec, RoutingControlSpec, SafetyRuleSpec } from '../../estate/routing-control-schema.ts';
import { placeOf } from '../../world/places.ts';
import type { Place, World } from '../../world/world.ts';

export type ControlState = 'On' | 'Off';

export interface RoutingControl {
  readonly arn: string;
  readonly name: string;
  readonly panel: ControlPanel;
  state: ControlState;
}

export interface SafetyRule {
  readonly arn: string;
  readonly name: string;
  readonly kind: SafetyRuleSpec['kind'];
  readonly rule: SafetyRuleSpec['rule'];
  /** Controls that the rule looks at. */
  readonly controls: readonly RoutingControl[];
  /** Controls whose change a gating rule guards. */
  readonly targets: readonly RoutingControl[];
}

export interface ControlPanel {
  readonly arn: string;
  readonly name: string;
  /** Where its cluster has endpoints. */
  readonly regions: readonly string[];
  readonly controls: RoutingControl[];
  readonly safetyRules: SafetyRule[];
}

/** The clusters of one account; the same through every endpoint, and kept in its place in {@link ARC_HOME_REGION}. */
export interface ArcState {
  readonly panels: ControlPanel[];
}

/** Where the configuration of routing controls is kept. */
export const ARC_HOME_REGION = 'us-west-2';

const DEFAULT_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2'];

/** The ARN of a control panel of an estate; the same whatever the seed. */
export function controlPanelArn(accountId: string, panel: string): string {
  return `arn:aws:route53-recovery-control::${accountId}:controlpanel/${digest([accountId, 'panel', panel], 32)}`;
}

/** The ARN of a routing control of an estate; the same whatever the seed. */
export function routingControlArn(accountId: string, panel: string, control: string): string {
  const panelArn = controlPanelArn(accountId, panel);
  return `${panelArn}/routingcontrol/${digest([panelArn, 'control', control], 16)}`;
}

/** The ARN of a safety rule of an estate; the same whatever the seed. */
export function safetyRuleArn(accountId: string, panel: string, rule: string): string {
  const panelArn = controlPanelArn(accountId, panel);
  return `${panelArn}/safetyrule/${digest([panelArn, 'rule', rule], 16)}`;
}

/** Fills the account's home place with what the estate says. */
export function buildRoutingControls({ accountId, arc }: Place, spec: RoutingControlSpec): void {
  for (const cluster of spec.clusters) {
    for (const panel of cluster.panels)
      arc.panels.push(buildPanel(accountId, panel, cluster.regions ?? DEFAULT_REGIONS));
  }
}

function buildPanel(accountId: string, spec: ControlPanelSpec, regions: readonly string[]): ControlPanel {
  const arn = controlPanelArn(accountId, spec.name);
  const panel: ControlPanel = { arn, name: spec.name, regions, controls: [], safetyRules: [] };
  for (const { name, state } of spec.controls) {
    panel.controls.push({ arn: routingControlArn(accountId, spec.name, name), name, panel, state: state ?? 'Off' });
  }
  const named = (names: readonly string[] = []): RoutingControl[] =>
    panel.controls.filter(({ name }) => names.includes(name));
  for (const { name, kind, rule, controls, targets } of spec.safetyRules ?? []) {
    const ruleArn = safetyRuleArn(accountId, spec.name, name);
    panel.safetyRules.push({ arn: ruleArn, name, kind, rule, controls: named(controls), targets: named(targets) });
  }
  return panel;
}

/** The panels of an account, whatever endpoint they are asked for through. */
export function panelsOf(world: World, accountId: string): readonly ControlPanel[] {
  return placeOf(world, accountId, ARC_HOME_REGION).arc.panels;
}

/** How a control of any account stands, for the health checks that follow it; undefined when there is none. */
export function routingControlState(world: World, arn: string): ControlState | undefined {
  const accountId = arn.split(':')[4] ?? '';
  const controls = panelsOf(world, accountId).flatMap((panel) => panel.controls);
  return controls.find((control) => control.arn === arn)?.state;
}

export interface RoutingControlSummary {
  readonly arn: string;
  readonly name: string;
  readonly state: ControlState;
}

/** The routing controls of an account, by their ARNs. */
export function dumpRoutingControls({ arc }: Place): RoutingControlSummary[] {
  return arc.panels
    .flatMap(({ controls }) => controls.map(({ arn, name, state }) => ({ arn, name, state })))
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
}
