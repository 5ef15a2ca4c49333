import { rest } from './rest.ts';

interface State {
  readonly places: readonly { readonly recoveryInstances: readonly { readonly ec2InstanceState?: string }[] }[];
}

/** A machine of the simulator's EC2, by its own record. */
export interface Machine {
  readonly id: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtected: boolean;
}

export async function runningMachines(simulator: string): Promise<readonly Machine[]> {
  const { places } = (await rest(`${simulator}/_simulator/state`)).body as {
    readonly places: readonly { readonly ec2Instances: readonly Machine[] }[];
  };
  return places.flatMap(({ ec2Instances }) => ec2Instances).filter(({ state }) => state === 'running');
}

/** Recovery instances that a simulator has, by its own record; those that are terminated or on their way there count no more. */
export async function liveInstanceCount(simulator: string): Promise<number> {
  const { places } = (await rest(`${simulator}/_simulator/state`)).body as State;
  return places
    .flatMap(({ recoveryInstances }) => recoveryInstances)
    .filter(({ ec2InstanceState = '' }) => !['TERMINATED', 'SHUTTING-DOWN'].includes(ec2InstanceState)).length;
}
