/** What the state machine's ARN tells about its environment. */
export interface HubNames {
  readonly environment: string;
  readonly region: string;
  readonly account: string;
  /** Prefix of every ARN of Step Functions beside the machine: `arn:aws:states:<region>:<account>:`. */
  readonly arnPrefix: string;
  readonly tables: { readonly catalog: string; readonly executions: string };
}

const MACHINE = /^(arn:[a-z-]+:states:([a-z0-9-]+):([0-9]{12}):)stateMachine:breakwater-([a-z][a-z0-9-]*)-execution/;

/** @throws TypeError for an ARN that does not name a master state machine; the configuration's schema refuses it before */
export function hubNames(stateMachineArn: string): HubNames {
  const [, arnPrefix, region, account, environment] = MACHINE.exec(stateMachineArn) ?? [];
  if (arnPrefix === undefined || region === undefined || account === undefined || environment === undefined) {
    throw new TypeError(`${stateMachineArn} does not name a state machine breakwater-<environment>-execution`);
  }
  return { environment, region, account, arnPrefix, tables: tablesOf(environment) };
}

/** The tables of an environment. */
export const tablesOf = (environment: string): HubNames['tables'] => ({
  catalog: `breakwater-${environment}-catalog`,
  executions: `breakwater-${environment}-executions`,
});

/** The ARN of an activity beside the state machine. */
export const activityArn = ({ arnPrefix }: HubNames, activityName: string): string =>
  `${arnPrefix}activity:${activityName}`;

/** A setting's members, separated by commas; spaces do not count. */
export const listed = (setting: string): readonly string[] =>
  setting
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
