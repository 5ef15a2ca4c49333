import {
  GetRoutingControlStateCommand,
  UpdateRoutingControlStatesCommand,
} from '@aws-sdk/client-route53-recovery-cluster';
import { faultOf } from '@breakwater/aws';
import { endpointKind, type ClusterEndpoint } from '../service/clients.ts';
import type { Regional } from '../service/regional.ts';
import { shuffled } from '../steps/jitter.ts';
import type { ControlState } from './params.ts';

/** A routing-control cluster, asked through its endpoints one after the other until one answers. */
export class Cluster {
  readonly #where: Regional;
  readonly #endpoints: readonly ClusterEndpoint[];

  /** @param key - decides the order of the endpoints, so that many steps do not all lean on the same one */
  constructor(where: Regional, endpoints: readonly ClusterEndpoint[], key: string) {
    this.#where = where;
    this.#endpoints = shuffled(endpoints, key);
  }

  /** The states of the controls, in their order. One endpoint answers for all of them. */
  states(arns: readonly string[]): Promise<string[]> {
    return this.#throughAny(async (endpoint) => {
      const states: string[] = [];
      for (const arn of arns) states.push(await this.stateAt(endpoint, arn));
      return states;
    });
  }

  /** The state of one control as one endpoint knows it. */
  async stateAt(endpoint: ClusterEndpoint, RoutingControlArn: string): Promise<string> {
    const { aws, target, signal } = this.#where;
    const command = new GetRoutingControlStateCommand({ RoutingControlArn });
    const answer = await aws.client(endpointKind(endpoint), target).send(command, { abortSignal: signal });
    return answer.RoutingControlState ?? 'unknown';
  }

  /**
   * Sets states in one call through one endpoint. A lost answer is not sent along the next endpoint: first the states are
   * read again.
   *
   * @param turn - which endpoint, counted from the first
   */
  async set(controls: readonly ControlState[], overridden: readonly string[] | undefined, turn: number): Promise<void> {
    const endpoint = this.#endpoints[turn % this.#endpoints.length];
    if (endpoint === undefined) throw new RangeError('a cluster has endpoints');
    const { aws, target, signal } = this.#where;
    const command = new UpdateRoutingControlStatesCommand({
      UpdateRoutingControlStateEntries: controls.map(({ arn, state }) => ({
        RoutingControlArn: arn,
        RoutingControlState: state,
      })),
      ...(overridden !== undefined && { SafetyRulesToOverride: [...overridden] }),
    });
    await aws.client(endpointKind(endpoint), target).send(command, { abortSignal: signal });
  }

  async #throughAny<Answer>(ask: (endpoint: ClusterEndpoint) => Promise<Answer>): Promise<Answer> {
    let last: unknown;
    for (const endpoint of this.#endpoints) {
      try {
        return await ask(endpoint);
      } catch (error) {
        this.#where.signal.throwIfAborted();
        if (faultOf(error) === 'refused') throw error;
        last = error;
      }
    }
    throw last;
  }
}
