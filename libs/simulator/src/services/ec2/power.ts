import type { Call, Operation } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { dryRunSucceeded, ec2Error, refuseUnread, requireInstanceIds } from './ec2-errors.ts';
import type { Ec2Instance } from './instance.ts';
import { instanceState } from './instance.ts';
import { findInstances } from './instance-query.ts';
import { renderState } from './render-instance.ts';

/** Seconds that EC2 takes, least and most. */
const STOPPING_SECONDS = [20, 60] as const;
const FORCED_SECONDS = [5, 15] as const;
const STARTING_SECONDS = [10, 30] as const;

export const stopInstances = powerOperation({
  name: 'StopInstances',
  list: 'stopping',
  to: 'stopped',
  from: ['running', 'stopping', 'stopped'],
  seconds: (force) => (force ? FORCED_SECONDS : STOPPING_SECONDS),
});

export const startInstances = powerOperation({
  name: 'StartInstances',
  list: 'starting',
  to: 'running',
  from: ['stopped', 'pending', 'running'],
  seconds: () => STARTING_SECONDS,
});

interface PowerChange {
  readonly name: string;
  readonly list: string;
  readonly to: 'stopped' | 'running';
  /** States that admit the call; in all but the first of `stopped` or `running` it changes nothing. */
  readonly from: readonly string[];
  readonly seconds: (force: boolean) => readonly [number, number];
}

function powerOperation(change: PowerChange): Operation<QueryParams> {
  return defineOperation({
    name: change.name,
    writes: true,
    startsJob: true,
    hasParts: false,
    input: (params: QueryParams) => {
      const input = { ids: requireInstanceIds(params), force: params.flag('Force'), dryRun: params.flag('DryRun') };
      refuseUnread(params);
      return input;
    },
    resources: ({ ids }) => ids,
    run: (call, { ids, force, dryRun }) => {
      if (dryRun) throw dryRunSucceeded();
      const instances = findInstances(call.place, ids, call.now);
      for (const instance of instances) refuseWrongState(call, change, instance);
      return {
        instancesSet: instances.map((instance) => {
          const previousState = renderState(instance, call.now);
          turn(call, change, { instance, force });
          return { instanceId: instance.id, currentState: renderState(instance, call.now), previousState };
        }),
      };
    },
  });
}

/** @throws IncorrectInstanceState; one instance in the wrong state refuses the whole call */
function refuseWrongState({ now }: Call, { name, from }: PowerChange, instance: Ec2Instance): void {
  const state = instanceState(instance, now);
  if (from.includes(state)) return;
  const verb = name === 'StopInstances' ? 'stopped' : 'started';
  const message = `The instance '${instance.id}' is not in a state from which it can be ${verb}.`;
  throw ec2Error('IncorrectInstanceState', message);
}

function turn(call: Call, change: PowerChange, { instance, force }: { instance: Ec2Instance; force: boolean }): void {
  const { world, now, strikes } = call;
  const isBegun = change.to === 'stopped' ? 'running' : 'stopped';
  if (instanceState(instance, now) !== isBegun) return;
  const isStuck = strikes.some(({ spec }) => spec.kind === 'stuck');
  const lateSeconds = strikes.reduce((sum, { spec }) => sum + (spec.jobSeconds ?? 0), 0);
  const seconds = world.draws.between(change.seconds(force), [instance.id, change.name, instance.power?.at ?? 0]);
  const doneAt = isStuck ? Infinity : now + Math.round((seconds + lateSeconds) * 1000);
  instance.power = { to: change.to, at: now, doneAt };
  call.note(instance.id, change.list);
}
