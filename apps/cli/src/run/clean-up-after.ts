import type { Actor, ExecutionReport } from '@breakwater/core';
import type { Embedded } from '../composition/types.ts';
import type { CommandContext } from '../context.ts';
import { InputError } from '../errors.ts';
import { plural } from '../render/text.ts';
import { followExecution, progressChannel, type FollowOptions } from './follow-execution.ts';
import type { Followed } from './follow.ts';

/** Cleans up what a drill of this process left, and follows that to its end. @returns undefined when there is nothing to do */
export async function cleanUpAfter(
  { report, kind }: Followed,
  options: FollowOptions,
  embedded: Embedded,
  context: CommandContext,
  by: Actor,
): Promise<Followed | undefined> {
  const left = report.exists.length;
  if (kind !== 'ended' || left === 0) return undefined;
  const { id, plan, planVersion } = report.execution;
  const started = await embedded.application.startExecution({ plan, planVersion, mode: 'cleanup', of: id }, by);
  if (!started.ok) throw new InputError(`the drill has ended and can not be cleaned up: ${started.error.message}`);
  progressChannel(options, context).lines([
    `The drill has ended. Cleaning up the ${plural(left, 'resource')} that it left.`,
  ]);
  return followExecution(started.value.executionId, options, embedded, context, by);
}

/** The drill's report without what its clean-up has taken away; what that left alone because it is kept says so. */
export function withoutCleaned(drill: ExecutionReport, cleanup: ExecutionReport): ExecutionReport {
  const kept = new Set(cleanup.exists.filter((resource) => resource.kept).map(({ id }) => id));
  const done = new Set(
    cleanup.waves
      .flatMap(({ steps }) => steps)
      .filter(({ status }) => status === 'succeeded')
      .flatMap(({ resources }) => resources.flatMap((resource) => [resource.id, resource['recoveryInstanceId']])),
  );
  const exists = drill.exists.filter(({ id }) => kept.has(id) || !done.has(id));
  return { ...drill, exists: exists.map((resource) => ({ ...resource, kept: kept.has(resource.id) })) };
}
