import type { LaunchTemplate } from './launch-templates/launch-template.ts';
import type { NetworkState } from './network/network-state.ts';

/** EC2's instance states with the codes of its API. */
export const INSTANCE_STATES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export type InstanceState = keyof typeof INSTANCE_STATES;

/** An EC2 instance. Its state follows from these instants (simulated epoch milliseconds) alone. */
export interface Ec2Instance {
  readonly id: string;
  readonly reservationId: string;
  /** Rises with each instance of the account and Region; the order of lists. */
  readonly order: number;
  readonly instanceType: string;
  readonly platform: 'linux' | 'windows';
  readonly availabilityZone: string;
  readonly privateIp: string;
  readonly subnetId: string;
  readonly vpcId: string;
  /** Of its one network interface; replaced as a whole. */
  securityGroupIds: readonly string[];
  readonly cpus: number;
  readonly volumes: readonly { readonly device: string; readonly volumeId: string }[];
  readonly launchedAt: number;
  readonly runningAt: number;
  /** When both status checks pass; Infinity for an instance that never boots well. */
  readonly checksPassAt: number;
  readonly startsStopped: boolean;
  readonly tags: Record<string, string>;
  terminationProtected: boolean;
  shutDown?: { readonly at: number; readonly terminatedAt: number };
  /** The last StopInstances or StartInstances. */
  power?: { readonly to: 'stopped' | 'running'; readonly at: number; readonly doneAt: number };
}

/** The instances of one account and Region, and what they are launched into and from. */
export interface Ec2State {
  readonly instances: Map<string, Ec2Instance>;
  readonly network: NetworkState;
  readonly launchTemplates: Map<string, LaunchTemplate>;
  readonly shortages: CapacityShortage[];
}

/** An instance type that EC2 has too little of. */
export interface CapacityShortage {
  /** With wildcards. */
  readonly instanceType: string;
  /** Every zone of the Region without them. */
  readonly zones: readonly string[] | undefined;
  launchesLeft: number;
}

/** EC2 shows a terminated instance for about an hour. */
const SHOWN_AFTER_TERMINATION_MS = 3_600_000;

export function instanceState(instance: Ec2Instance, now: number): InstanceState {
  const { shutDown } = instance;
  if (shutDown && now >= shutDown.at) return now >= shutDown.terminatedAt ? 'terminated' : 'shutting-down';
  if (now < instance.runningAt) return 'pending';
  const { power } = instance;
  if (power) return now >= power.doneAt ? power.to : power.to === 'stopped' ? 'stopping' : 'pending';
  return instance.startsStopped ? 'stopped' : 'running';
}

/** Whether the instance is terminated, or on its way there. */
export function isGone({ shutDown }: Ec2Instance, now: number): boolean {
  return shutDown !== undefined && now >= shutDown.at;
}

/** When the instance has booted since it was last started, and what starts with it serves; Infinity when it never does. */
export function bootedAt({ runningAt, checksPassAt, power }: Ec2Instance): number {
  return (power?.doneAt ?? runningAt) + checksPassAt - runningAt;
}

/** The id of the instance's one network interface. */
export function networkInterfaceId({ id }: Pick<Ec2Instance, 'id'>): string {
  return id.replace(/^i-/, 'eni-');
}

/** Whether EC2 still knows the instance. */
export function isShown(instance: Ec2Instance, now: number): boolean {
  return !instance.shutDown || now < instance.shutDown.terminatedAt + SHOWN_AFTER_TERMINATION_MS;
}

/** `ok` once both checks pass; `impaired` when they never will. */
export function checkStatus(instance: Ec2Instance, now: number): 'ok' | 'initializing' | 'impaired' | 'not-applicable' {
  if (instanceState(instance, now) !== 'running') return 'not-applicable';
  if (now >= bootedAt(instance)) return 'ok';
  const bootedFrom = instance.power?.doneAt ?? instance.runningAt;
  return instance.checksPassAt === Infinity && now >= bootedFrom + IMPAIRED_AFTER_MS ? 'impaired' : 'initializing';
}

const IMPAIRED_AFTER_MS = 300_000;

/** Begins the termination; an instance that is on its way already keeps its times. */
export function shutDown(instance: Ec2Instance, at: number, terminatedAt: number): void {
  instance.shutDown ??= { at, terminatedAt };
}
