import { DescribeInstancesCommand, EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import type { AwsClients, Clock } from '@breakwater/core';
import { epochMilliseconds } from '@breakwater/core';

const CHANGE_MILLISECONDS = 20_000;

interface Machine {
  to: string;
  changedAt: number;
}

/** An EC2 that knows what this plug-in asks of it: instances that take their time, and a lack of capacity. */
export class FakeEc2 {
  readonly #clock: Clock;
  readonly #machines = new Map<string, Machine>();
  readonly writes: { readonly operation: string; readonly resources: readonly string[] }[] = [];
  readonly effects: Record<string, number> = {};
  readonly #refusals = new Map<string, Error>();

  constructor(clock: Clock, instances: Readonly<Record<string, 'running' | 'stopped'>>) {
    this.#clock = clock;
    for (const [id, state] of Object.entries(instances)) {
      this.#machines.set(id, { to: state, changedAt: Number.NEGATIVE_INFINITY });
    }
  }

  stateOf(id: string): string | undefined {
    const machine = this.#machines.get(id);
    if (machine === undefined) return undefined;
    const isThere = this.#now() - machine.changedAt >= CHANGE_MILLISECONDS;
    if (isThere) return machine.to;
    return machine.to === 'running' ? 'pending' : 'stopping';
  }

  /** From now on EC2 will not touch an instance. */
  refuse(id: string, code: string, message: string): void {
    this.#refusals.set(id, named(code, message));
  }

  mend(): void {
    this.#refusals.clear();
  }

  /** The part of an SDK client that the plug-in uses. */
  async send(command: unknown): Promise<unknown> {
    if (command instanceof DescribeInstancesCommand) return this.#describe(command);
    if (command instanceof StartInstancesCommand) return this.#turn('running', command.input.InstanceIds ?? []);
    if (command instanceof StopInstancesCommand) return this.#turn('stopped', command.input.InstanceIds ?? []);
    throw new TypeError('this EC2 does not know the command');
  }

  #describe({ input }: DescribeInstancesCommand): unknown {
    const byId = input.Filters?.find(({ Name }) => Name === 'instance-id')?.Values;
    const Instances = [...this.#machines.keys()]
      .filter((id) => byId === undefined || byId.includes(id))
      .map((InstanceId, index) => ({
        InstanceId,
        State: { Name: this.stateOf(InstanceId) },
        PrivateIpAddress: `10.0.0.${index + 10}`,
        Tags: [
          { Key: 'Name', Value: `standby-${index + 1}` },
          { Key: 'tier', Value: index === 0 ? 'web' : 'app' },
        ],
      }));
    return { Reservations: [{ Instances }] };
  }

  /** EC2 looks at all of them before it touches one. */
  #turn(to: 'running' | 'stopped', ids: readonly string[]): unknown {
    for (const id of ids) {
      if (!this.#machines.has(id)) throw named('InvalidInstanceID.NotFound', `no instance ${id}`);
      const refusal = this.#refusals.get(id);
      if (refusal !== undefined) throw refusal;
    }
    for (const id of ids) this.#turnOne(to, id);
    return {};
  }

  #turnOne(to: 'running' | 'stopped', id: string): void {
    const before = this.stateOf(id);
    if (before === to || before === (to === 'running' ? 'pending' : 'stopping')) return;
    this.#machines.set(id, { to, changedAt: this.#now() });
    const operation = to === 'running' ? 'ec2:StartInstances' : 'ec2:StopInstances';
    this.writes.push({ operation, resources: [id] });
    const effect = `${operation} of ${id}`;
    this.effects[effect] = (this.effects[effect] ?? 0) + 1;
  }

  #now(): number {
    return epochMilliseconds(this.#clock.now());
  }
}

/** Clients of every account and Region; the SDK's paginators insist on an instance of their own client. */
export function clientsOf(ec2: FakeEc2): AwsClients {
  const client: unknown = Object.assign(Object.create(EC2Client.prototype), {
    send: (command: unknown) => ec2.send(command),
  });
  return {
    client: <Client>() => client as Client,
    whoAmI: async ({ account }) => ({ account, arn: `arn:aws:iam::${account}:role/breakwater/BreakwaterSpoke` }),
    usage: () => ({ byOperation: {}, throttled: 0 }),
  };
}

export const NO_CAPACITY = 'we currently do not have sufficient capacity';

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
