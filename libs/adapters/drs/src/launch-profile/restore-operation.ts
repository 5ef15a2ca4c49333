import { errorText, faultOf } from '@breakwater/aws';
import { Type, type Static } from 'typebox';
import {
  defineOperation,
  executionId,
  stepId,
  type Finding,
  type FollowUpStep,
  type Json,
  type ManualInstruction,
  type Observation,
  type OperationContext,
  type OperationRequest,
  type ResourceOutcome,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import type { DrsAdapterOptions } from '../options.ts';
import { SourceServerId } from '../recover/params.ts';
import type { Regional } from '../service/regional.ts';
import { describeSourceServers } from '../service/source-servers.ts';
import { awsCli } from '../steps/cli.ts';
import { unreadable } from '../steps/findings.ts';
import type { MarkerOwner } from './marker.ts';
import { hasSettingsRestored } from './restored-fact.ts';
import { notRestored, restoreAll } from './restore-all.ts';

const strict = { additionalProperties: false } as const;
/** Names of what a launch captured begin with it; the server's id follows. */
const CAPTURED = 'launch-settings/';
/** Launch states in which DRS still reads a template. */
const BUSY: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS']);

const RestoreParams = Type.Object(
  {
    sourceServerIds: Type.Array(SourceServerId, { minItems: 1, maxItems: 4000, uniqueItems: true }),
    ofExecution: Type.String({ minLength: 1, description: 'the execution that wrote a launch profile' }),
    ofStep: Type.String({ minLength: 1, description: 'its step' }),
  },
  strict,
);
type RestoreRequest = OperationRequest<Static<typeof RestoreParams>>;

/**
 * Takes back the launch profile of a step that could not do so itself: its time was over, or the account refused it. Where
 * nothing is left of it, nothing happens.
 */
export function restoreOperation({ lookIntervalSeconds }: DrsAdapterOptions) {
  return defineOperation({
    name: 'restore-launch-settings',
    summary: 'Bring launch configurations and EC2 launch templates back to what they were before a launch profile',
    params: RestoreParams,
    outputs: Type.Object({ sourceServerIds: Type.Array(Type.String()) }, strict),
    reversible: 'no',
    adoptable: true,
    inDrill: () => 'isolated',
    selects: ({ sourceServerIds }) => ({ kind: 'selection', selection: { ids: sourceServerIds } }),
    validate,
    start: async (): Promise<Json> => ({ version: 1 }),
    monitor: (request, _checkpoint, context) => restore(request, context, lookIntervalSeconds),
    runbook,
    estimate: () => ({ typicalSeconds: 30, longestSeconds: 3_600 }),
  });
}

const ownerOf = ({ params }: RestoreRequest): MarkerOwner => ({
  executionId: executionId(params.ofExecution),
  stepId: stepId(params.ofStep),
});

const idsOf = ({ params, only }: RestoreRequest): readonly string[] => only ?? params.sourceServerIds;

async function restore(request: RestoreRequest, context: OperationContext, seconds: number): Promise<Observation> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const ids = idsOf(request);
  try {
    const busy = await busyServers(where, ids);
    if (busy.length > 0) return waiting(request, `${busy.length} still in a job`, seconds);
    const { findings, obstacle } = await restoreAll(where, ownerOf(request), ids);
    if (obstacle !== undefined) return waiting(request, obstacle, seconds);
    return conclude(request, findings);
  } catch (error) {
    context.signal.throwIfAborted();
    const reason = errorText(error);
    if (faultOf(error) !== 'refused') return waiting(request, reason, seconds);
    return conclude(
      request,
      ids.map((id) => notRestored(ownerOf(request), id, reason)),
    );
  }
}

/** Servers that DRS still launches: their templates are read until the job is over. */
async function busyServers(where: Regional, ids: readonly string[]): Promise<string[]> {
  const servers = await describeSourceServers(where, ids);
  return servers.filter(({ lastLaunch }) => BUSY.has(lastLaunch?.status ?? '')).map(({ id }) => id);
}

const waiting = (request: RestoreRequest, detail: string, lookAgainInSeconds: number): Observation => ({
  kind: 'running',
  progress: { done: 0, total: idsOf(request).length, unit: 'servers', detail },
  lookAgainInSeconds,
});

function conclude(request: RestoreRequest, findings: readonly Finding[]): Observation {
  const reasons = new Map(findings.map(({ resource, message }) => [resource, message]));
  const settled = new Map((request.previous ?? []).map((outcome) => [outcome.id, outcome]));
  for (const id of idsOf(request)) settled.set(id, outcomeOf(id, reasons.get(id)));
  const resources = request.params.sourceServerIds.flatMap((id) => settled.get(id) ?? []);
  const restored = resources.filter(({ state }) => state === 'succeeded').map(({ id }) => id);
  const outputs = { sourceServerIds: restored };
  const [first] = findings;
  if (first === undefined) return { kind: 'succeeded', outputs, resources, findings };
  const failure = { code: 'launch-settings-not-restored', message: first.message, retryable: true };
  return { kind: 'failed', failure, outputs, resources, findings };
}

const outcomeOf = (id: string, reason: string | undefined): ResourceOutcome =>
  reason === undefined
    ? { id, state: 'succeeded', status: 'restored' }
    : { id, state: 'failed', status: 'not-restored', reason };

async function validate(request: RestoreRequest, { aws, signal }: ValidationContext): Promise<Finding[]> {
  try {
    await describeSourceServers({ aws, target: request.target, signal }, request.params.sourceServerIds);
    return [];
  } catch (error) {
    signal.throwIfAborted();
    return [unreadable(request.stepId, request.target, error)];
  }
}

function runbook(request: RestoreRequest): ManualInstruction[] {
  const { target, params } = request;
  return [
    {
      text:
        `In account ${target.account}: look, for each server, for versions described as ` +
        `"breakwater ${params.ofExecution} ${params.ofStep} instead of version …". If the default version is one of them, make ` +
        'the version that it names the default again, and set right-sizing and the copied address to what it names.',
      commands: idsOf(request).map(
        (id) =>
          `LT=$(${awsCli(target, `drs get-launch-configuration --source-server-id ${id} --query ec2LaunchTemplateID --output text`)}); ` +
          awsCli(
            target,
            "ec2 describe-launch-template-versions --launch-template-id $LT --query 'LaunchTemplateVersions[].[VersionNumber,DefaultVersion,VersionDescription]' --output table",
          ),
      ),
    },
  ];
}

/** The step that takes back what a launch wrote and is not known to have taken back. */
export function restoreLeftSettings(
  { executionId: ofExecution, stepId: ofStep }: Pick<OperationRequest, 'executionId' | 'stepId'>,
  { captured, resources }: StepTrace,
): FollowUpStep[] {
  const restored = new Set(resources.filter(hasSettingsRestored).map(({ id }) => id));
  const sourceServerIds = Object.keys(captured)
    .filter((name) => name.startsWith(CAPTURED))
    .map((name) => name.slice(CAPTURED.length))
    .filter((id) => !restored.has(id))
    .sort();
  if (sourceServerIds.length === 0) return [];
  return [
    {
      operation: 'restore-launch-settings',
      params: { sourceServerIds, ofExecution, ofStep },
      description: `bring the launch settings of ${sourceServerIds.length} servers back`,
    },
  ];
}
