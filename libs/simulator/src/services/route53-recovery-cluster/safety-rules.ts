import type { ControlState, RoutingControl, SafetyRule } from './routing-controls.ts';

/** What an update wants, by control. */
export type WantedStates = ReadonlyMap<RoutingControl, ControlState>;

/** The first rule that forbids an update; undefined when none does. */
export function brokenRule(wanted: WantedStates, overridden: readonly string[]): SafetyRule | undefined {
  const panels = new Set([...wanted.keys()].map(({ panel }) => panel));
  const rules = [...panels].flatMap(({ safetyRules }) => safetyRules).filter(({ arn }) => !overridden.includes(arn));
  return rules.find((rule) => (rule.kind === 'assertion' ? failsAfter(rule, wanted) : isShut(rule, wanted)));
}

/** An assertion looks at the states that the update would leave behind. */
function failsAfter(rule: SafetyRule, wanted: WantedStates): boolean {
  if (!rule.controls.some((control) => isChanged(control, wanted))) return false;
  return !holds(rule, (control) => wanted.get(control) ?? control.state);
}

/** A gate looks at the states as they are, and guards its targets. */
function isShut(rule: SafetyRule, wanted: WantedStates): boolean {
  return rule.targets.some((control) => isChanged(control, wanted)) && !holds(rule, ({ state }) => state);
}

function isChanged(control: RoutingControl, wanted: WantedStates): boolean {
  const state = wanted.get(control);
  return state !== undefined && state !== control.state;
}

function holds({ rule, controls }: SafetyRule, stateOf: (control: RoutingControl) => ControlState): boolean {
  const onCount = controls.filter((control) => stateOf(control) === 'On').length;
  const satisfied = {
    atleast: onCount >= (rule.threshold ?? 1),
    and: onCount === controls.length,
    or: onCount > 0,
  }[rule.type];
  return satisfied !== (rule.inverted ?? false);
}
