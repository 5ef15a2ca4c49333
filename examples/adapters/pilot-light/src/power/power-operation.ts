import { defineOperation, type FollowUpStep, type Operation, type StepTrace } from '@breakwater/core';
import { findingsOf } from './findings.ts';
import { DIRECTIONS, type Direction } from './direction.ts';
import { look } from './look.ts';
import { choiceOf, PowerOutputs, PowerParams } from './params.ts';
import { runbook } from './runbook.ts';
import { send } from './send.ts';

/**
 * Starts or stops standby instances. EC2 takes either call again without harm, so a worker that comes later just makes it
 * again for what is not there yet.
 */
export function powerOperation(direction: Direction): Operation {
  const { operation, summary, undoneBy, typicalSeconds, longestSeconds } = DIRECTIONS[direction];
  return defineOperation({
    name: operation,
    summary,
    params: PowerParams,
    outputs: PowerOutputs,
    reversible: 'yes',
    adoptable: true,
    // A standby that comes up may join the production that it stands by for.
    inDrill: () => 'disruptive',
    selects: choiceOf,
    validate: (request, context) => findingsOf(direction, request, context),
    start: (request, context) => send(direction, request, context),
    monitor: (request, checkpoint, context) => look(direction, request, checkpoint, context),
    rollback: (_request, trace) => undo(undoneBy, trace),
    failback: (_request, trace) => undo(undoneBy, trace),
    runbook: (request) => runbook(direction, request),
    estimate: () => ({ typicalSeconds, longestSeconds }),
  });
}

/** Only what this step changed is changed back: what ran before stays on. */
function undo(operation: string, { captured }: StepTrace): readonly FollowUpStep[] {
  const { changed } = captured;
  if (!Array.isArray(changed) || changed.length === 0) return [];
  return [{ operation, params: { instanceIds: changed }, description: `${operation}: ${changed.length} as before` }];
}
