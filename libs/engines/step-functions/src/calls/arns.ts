/** `arn:<partition>:states:<region>:<account>:<kind>:<name>`, and a version or an alias of a state machine behind it. */
const partsOf = (arn: string): readonly string[] => arn.split(':');

/** Position of the last part that names a resource, the version or alias of a state machine left out. */
const NAME = 6;

/**
 * The state machine whatever its version or alias: what an engine is called, so that executions survive its upgrades.
 *
 * @throws RangeError when the text is no ARN of a state machine
 */
export function machineArn(stateMachineArn: string): string {
  const parts = partsOf(stateMachineArn);
  if (parts[0] !== 'arn' || parts[2] !== 'states' || parts[5] !== 'stateMachine' || parts[NAME] === undefined) {
    throw new RangeError(`"${stateMachineArn}" is no ARN of a state machine: give arn:aws:states:…:stateMachine:…`);
  }
  return parts.slice(0, NAME + 1).join(':');
}

/** @param name - of an execution of this state machine, whatever version it runs */
export const executionArn = (stateMachineArn: string, name: string): string =>
  [...partsOf(stateMachineArn).slice(0, 5), 'execution', partsOf(stateMachineArn)[NAME], name].join(':');

/** An activity is in the account and the Region of the state machine that uses it. */
export const activityArn = (stateMachineArn: string, name: string): string =>
  [...partsOf(stateMachineArn).slice(0, 5), 'activity', name].join(':');
