import { rest } from './rest.ts';

interface State {
  readonly places: readonly { readonly recoveryInstances: readonly { readonly ec2InstanceState?: string }[] }[];
}

/** Recovery instances that a simulator has, by its own record; those that are terminated or on their way there count no more. */
export async function liveInstanceCount(simulator: string): Promise<number> {
  const { places } = (await rest(`${simulator}/_simulator/state`)).body as State;
  return places
    .flatMap(({ recoveryInstances }) => recoveryInstances)
    .filter(({ ec2InstanceState = '' }) => !['TERMINATED', 'SHUTTING-DOWN'].includes(ec2InstanceState)).length;
}
