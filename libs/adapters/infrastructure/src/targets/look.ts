import { DeregisterTargetsCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { JsonObject, OperationContext } from '@breakwater/core';
import { LOOK_SECONDS } from '../load-balancing/durations.ts';
import { targetGroups } from '../load-balancing/target-groups.ts';
import { isLeaving, targetLabel, targetsOf, type TargetRef, type TargetView } from '../load-balancing/target-health.ts';
import { ELB_WRITES } from '../service/clients.ts';
import { whereOf, type Regional } from '../service/regional.ts';
import type { Convergence, Look } from '../steps/converge.ts';
import {
  isGone,
  isIn,
  isOut,
  neverServes,
  place,
  serves,
  stateText,
  targetOutcomes,
  type Placed,
  type Shift,
} from './judge.ts';
import { shiftOf, type ShiftTargetsRequest } from './params.ts';

export const targetLabels = ({ params }: ShiftTargetsRequest): string[] => {
  const { incoming, outgoing } = shiftOf(params);
  return [...incoming, ...outgoing].map(targetLabel);
};

/** How the group stands with what is to come and to go. */
export async function readShift(request: ShiftTargetsRequest, where: Regional) {
  const { targetGroupArn } = request.params;
  const [group] = await targetGroups(where, [targetGroupArn]);
  const registered = await targetsOf(where, targetGroupArn);
  return { group, registered, shift: place(shiftOf(request.params), group?.port, registered) };
}

/** Registers what comes, waits until all of it is healthy, and only then deregisters what goes. */
export function targetsConvergence(request: ShiftTargetsRequest, context: OperationContext): Convergence {
  const where = whereOf(request, context);
  const { targetGroupArn, waitForDraining = false } = request.params;
  const client = () => context.aws.client(ELB_WRITES, request.target);
  const group = { TargetGroupArn: targetGroupArn };

  async function look(): Promise<Look> {
    const { registered, shift } = await readShift(request, where);
    const captures = { targets: registered.filter((view) => !isLeaving(view)).map(targetJson) };
    const missing = shift.incoming.filter((placed) => !isIn(placed));
    if (missing.length > 0) {
      return change(shift, missing, 'registering', captures, async (Targets) => {
        await client().send(new RegisterTargetsCommand({ ...group, Targets }), { abortSignal: context.signal });
      });
    }
    const hopeless = shift.incoming.filter(neverServes);
    if (hopeless.length > 0) return neverHealthy(shift, hopeless);
    const unhealthy = shift.incoming.filter((placed) => !serves(placed));
    if (unhealthy.length > 0) return waiting(shift, unhealthy.map(stateText).join(', '));
    const staying = shift.outgoing.filter((placed) => !isOut(placed));
    if (staying.length > 0) {
      return change(shift, staying, 'deregistering', captures, async (Targets) => {
        await client().send(new DeregisterTargetsCommand({ ...group, Targets }), { abortSignal: context.signal });
      });
    }
    const draining = shift.outgoing.filter((placed) => !isGone(placed));
    return waitForDraining && draining.length > 0 ? waiting(shift, draining.map(stateText).join(', ')) : done(shift);
  }

  return { resources: targetLabels(request), unit: 'targets', look };
}

function change(
  shift: Shift,
  targets: readonly Placed[],
  verb: string,
  captures: JsonObject,
  send: (targets: ReturnType<typeof elbTarget>[]) => Promise<void>,
): Look {
  // A target that was registered with a port goes by that port only.
  const refs = targets.map(({ ref, view }) => ({ ...view?.target, ...ref }));
  return {
    kind: 'change',
    progress: progress(shift, `${verb} ${refs.map(targetLabel).join(', ')}`),
    captures,
    send: async () => {
      await send(refs.map(elbTarget));
      return {};
    },
  };
}

const elbTarget = ({ id, port, availabilityZone }: TargetRef) => ({
  Id: id,
  ...(port !== undefined && { Port: port }),
  ...(availabilityZone !== undefined && { AvailabilityZone: availabilityZone }),
});

const targetJson = ({ target }: TargetView): JsonObject => ({ ...target });

function progress(shift: Shift, detail: string) {
  const outcomes = targetOutcomes(shift);
  const done = outcomes.filter(({ state }) => state === 'succeeded').length;
  return { done, total: outcomes.length, unit: 'targets', detail };
}

const waiting = (shift: Shift, detail: string): Look => ({
  kind: 'wait',
  progress: progress(shift, detail),
  lookAgainInSeconds: LOOK_SECONDS,
});

const neverHealthy = (shift: Shift, hopeless: readonly Placed[]): Look => ({
  kind: 'failed',
  code: 'never-healthy',
  message: `waiting would not make these targets healthy: ${hopeless.map(stateText).join(', ')}`,
  retryable: true,
  resources: targetOutcomes(shift),
});

function done(shift: Shift): Look {
  const ids = (placed: readonly Placed[]) => placed.map(({ ref }) => ref.id);
  return {
    kind: 'done',
    outputs: { registered: ids(shift.incoming), deregistered: ids(shift.outgoing) },
    resources: targetOutcomes(shift),
  };
}
