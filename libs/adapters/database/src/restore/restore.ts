import {
  finding,
  defineOperation,
  type Finding,
  type FollowUpStep,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { capturedBefore } from '../change/captured.ts';
import { changing, type ChangeStep } from '../change/change-step.ts';
import type { Subject } from '../change/change.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { databaseArn, siblingArn, type DatabaseArn } from '../service/arn.ts';
import { controlPlaneInOrigin } from '../steps/control-plane.ts';
import { RESTORE } from '../steps/durations.ts';
import { regionalOf } from '../steps/examine.ts';
import { lossFindings } from '../steps/loss.ts';
import { chosenDatabases } from '../steps/selection.ts';
import { subjectsOfKind } from '../steps/subjects.ts';
import { validateChanges } from '../steps/validate-changes.ts';
import { ownTags } from '../tags.ts';
import type { Copying } from './copying.ts';
import { RestoreOutputs, RestoreParams, type RestoreRequest } from './params.ts';
import { addInstance, restoreCluster } from './restore-cluster.ts';
import { restoreInstance } from './restore-instance.ts';
import { restoreRunbook } from './runbook.ts';
import { restoreAt } from './settings.ts';
import { lossOfRestore, restorable } from './source.ts';
import { targetIdOf } from './target-id.ts';

/** Restores databases to new ones, as they were at a moment; what exists is not touched. */
export function restoreOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<RestoreParams> = {
    options,
    subjects: (request, context) => subjectsOf(request, context),
    outputs: (succeeded) => ({
      databases: succeeded.map(({ facts, recoveryPointAt }) => ({
        ...facts,
        ...(recoveryPointAt && { recoveryPointAt }),
      })),
    }),
    findings: (succeeded, request) => (succeeded.length === 0 ? [] : [lazyStorage(request)]),
  };
  return defineOperation({
    name: 'restore-to-point-in-time',
    summary: 'Restore databases to new ones, as they were at a moment; leaves the sources alone',
    params: RestoreParams,
    outputs: RestoreOutputs,
    reversible: 'yes',
    ...changing(step),
    inDrill: () => 'isolated',
    selects: chosenDatabases,
    validate,
    rollback: deletion,
    cleanup: deletion,
    runbook: restoreRunbook,
    estimate: () => RESTORE,
  });
}

type RestoringContext = ValidationContext & { readonly expiresAt?: string };

function copyingOf(request: RestoreRequest, context: RestoringContext, sourceArn: string, sourceName: string): Copying {
  const source = databaseArn(sourceArn);
  const targetId = targetIdOf(request, sourceName);
  return {
    where: regionalOf(request, context),
    clock: context.clock,
    request,
    source,
    sourceArn,
    targetId,
    restoredArn: siblingArn(source, source.kind === 'cluster' ? 'cluster' : 'db', targetId),
    tags: ownTags(request, context),
  };
}

function changesFor({ kind }: DatabaseArn, copying: Copying) {
  return kind === 'cluster' ? [restoreCluster(copying), addInstance(copying)] : [restoreInstance(copying)];
}

const subjectsOf = (request: RestoreRequest, context: RestoringContext): readonly Subject[] =>
  subjectsOfKind(request, ['db', 'cluster', 'auto-backup'], (arn, { id, name = arn.name }) =>
    changesFor(arn, copyingOf(request, context, id, name)),
  );

async function validate(request: RestoreRequest, context: ValidationContext): Promise<Finding[]> {
  const names = new Map(request.resources.map(({ id, name }) => [id, name]));
  const instead = 'restore in the recovery Region, from automated backups that are replicated there (backupArns)';
  return [
    ...targetFindings(request),
    ...controlPlaneInOrigin(request, instead),
    ...(await validateChanges(request, context, subjectsOf(request, context), async (id, say) => {
      const copying = copyingOf(request, context, id, names.get(id) ?? databaseArn(id).name);
      const source = await restorable(copying);
      if (source.kind === 'not') return [say('error', source.code, source.message)];
      const at = restoreAt(request);
      if (at === undefined) return lossFindings(lossOfRestore(copying, source.latestAt), request, say);
      if (at.toISOString() <= source.latestAt) return [];
      return [
        say(
          'error',
          'restore-too-late',
          `it can be restored to ${source.latestAt} at the latest, not to ${at.toISOString()}`,
        ),
      ];
    })),
  ];
}

function targetFindings({ stepId, params, resources }: RestoreRequest): Finding[] {
  if (params.targetId === undefined || resources.length < 2) return [];
  const message = `targetId names one copy, and the step has ${resources.length} sources: give targetSuffix instead`;
  return [finding(stepId, { code: 'target-of-many', severity: 'error', absolute: true, message })];
}

/** What was made is deleted again: also what an attempt left that never told its end. */
function deletion(request: RestoreRequest, trace: StepTrace): FollowUpStep[] {
  const made = capturedBefore(trace).flatMap(([, { restoredArn }]) =>
    typeof restoredArn === 'string' ? [restoredArn] : [],
  );
  if (made.length === 0) return [];
  return [
    {
      operation: 'delete-restored-databases',
      params: {
        databaseArns: [...new Set(made)].sort(),
        ofExecution: request.executionId,
        ...(request.mode !== 'drill' && { includeReal: true }),
      },
      target: request.target,
      description: `delete the ${made.length} databases that were restored`,
    },
  ];
}

const lazyStorage = ({ stepId }: { readonly stepId: RestoreRequest['stepId'] }): Finding =>
  finding(stepId, {
    code: 'restored-lazily',
    severity: 'info',
    message:
      'the storage of a restored instance is loaded as it is read: it is slow at first, so warm it up before traffic comes',
  });
