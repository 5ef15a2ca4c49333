import { gateId, stageGateId, stageId, executionId, type GatePlace, type GateToken } from '@breakwater/core';
import type { GateTask } from '../messages.ts';

/**
 * Where a task waits. The epoch is in the waiter's name, so that a call of an engine that was superseded never takes the
 * place of one of its successor; a repeated call of the same engine does.
 */
export const placeOf = (task: GateTask): GatePlace => ({
  executionId: executionId(task.executionId),
  gateId: task.kind === 'stage' ? stageGateId(stageId(task.stageId)) : gateId(task.gateId),
  waiter: `${task.kind}/${task.engineEpoch}/${task.kind === 'stage' ? task.stageId : task.stepId}`,
});

const WAITER = /^(stage|step)\/([1-9]\d*)\/(.+)$/;

/** The task whose call is parked there; `undefined` where the waiter's name is none of ours. */
export function taskAt({ executionId: id, gateId: gate, waiter }: GatePlace): GateTask | undefined {
  const [, kind, epoch, subject = ''] = WAITER.exec(waiter) ?? [];
  const held = { executionId: id, engineEpoch: Number(epoch) };
  if (kind === 'stage') return { ...held, kind, stageId: subject };
  if (kind === 'step') return { ...held, kind, stepId: subject, gateId: gate };
  return undefined;
}

/** For logs: everything but the token. */
export const facts = ({ executionId: id, gateId: gate, waiter }: GateToken) => ({
  executionId: id,
  gateId: gate,
  waiter,
});
