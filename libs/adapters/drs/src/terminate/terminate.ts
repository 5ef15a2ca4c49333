import { faultOf } from '@breakwater/aws';
import {
  defineOperation,
  type Finding,
  type Json,
  type ManualInstruction,
  type Observation,
  type OperationContext,
  type ValidationContext,
} from '@breakwater/core';
import { AWS_LIMITS } from '../batches/plan-batches.ts';
import { ledgerOf, refusedFailure, type StepLedger } from '../batches/step-ledger.ts';
import type { Brokers } from '../broker/brokers.ts';
import type { DrsAdapterOptions } from '../options.ts';
import { chunksOf } from '../service/chunks.ts';
import type { Regional } from '../service/regional.ts';
import { awsCli } from '../steps/cli.ts';
import { terminationEstimate } from '../steps/durations.ts';
import { unreadable } from '../steps/findings.ts';
import type { JobReading } from '../steps/item-state.ts';
import {
  failedAltogether,
  firstLedger,
  isSettled,
  statesOf,
  stillRunning,
  takePart,
  type JobStep,
} from '../steps/job-step.ts';
import { EXECUTION_TAG, KEPT_TAG } from '../tags.ts';
import { candidateFindings, examineCandidates, instancesMeant } from './candidates.ts';
import { concludeTermination } from './outcome.ts';
import { ownerOf, TerminateOutputs, TerminateParams, type TerminateRequest } from './params.ts';
import { prepareTermination } from './prepare.ts';
import { terminateDriver } from './terminate-driver.ts';

const reading: JobReading = {
  good: 'TERMINATED',
  isAbout: ({ recoveryInstanceId }, item) => recoveryInstanceId === item,
};

const whereOf = ({ target }: TerminateRequest, { aws, signal }: ValidationContext): Regional => ({
  aws,
  target,
  signal,
});

/** Terminates recovery instances, by default a drill's only. */
export function terminateOperation(brokers: Brokers, options: DrsAdapterOptions) {
  const stepOf = (request: TerminateRequest, context: OperationContext, ids: readonly string[]): JobStep => ({
    broker: brokers.broker('terminate', request.executionId, request.target, terminateDriver, context.log),
    reading,
    items: ids.map((id) => ({ id, pace: 'instance' })),
    prepare: (items) => prepareTermination(request, whereOf(request, context), items),
  });

  return defineOperation({
    name: 'terminate-recovery-instances',
    summary: 'Terminate recovery instances, by default only those of a drill',
    params: TerminateParams,
    outputs: TerminateOutputs,
    reversible: 'no',
    adoptable: true,
    inDrill: ({ params }) => (params.includeReal === true ? 'disruptive' : 'isolated'),
    selects: () => undefined,
    holds: ({ recoveryInstanceIds = [] }) => recoveryInstanceIds.map((id) => ({ id })),
    validate,
    async start(request, context): Promise<Json> {
      const ledger = await withItems(request, context, firstLedger(context));
      if (ledger.items === undefined || ledger.failure !== undefined) return ledger;
      return (await takePart(stepOf(request, context, ledger.items), request, ledger, context)).ledger;
    },
    async monitor(request, checkpoint, context): Promise<Observation> {
      const ledger = await withItems(request, context, ledgerOf(checkpoint));
      const step = stepOf(request, context, ledger.items ?? []);
      const look = await takePart(step, request, ledger, context);
      const states = statesOf(step, look);
      const later = () => stillRunning(look, states, 'terminating', options.lookIntervalSeconds);
      if (look.ledger.failure !== undefined) return failedAltogether(look.ledger.failure, states, request);
      if (ledger.items === undefined) return later();
      if (![...states.values()].every(isSettled)) return stillRunning(look, states, 'terminating');
      try {
        return await concludeTermination(request, context, states);
      } catch (error) {
        context.signal.throwIfAborted();
        if (faultOf(error) === 'refused') return failedAltogether(refusedFailure(error), states, request);
        return later();
      }
    },
    runbook,
    estimate: ({ params }) => terminationEstimate(params.recoveryInstanceIds?.length ?? 1, options.limits.servers),
  });
}

/** Finds out which instances are meant, unless the ledger knows it. When AWS cannot say now, the ledger stays as it is. */
async function withItems(
  request: TerminateRequest,
  context: OperationContext,
  ledger: StepLedger,
): Promise<StepLedger> {
  if (ledger.items !== undefined) return ledger;
  try {
    const items = request.only ?? (await instancesMeant(request, whereOf(request, context)));
    return { ...ledger, items: [...items] };
  } catch (error) {
    context.signal.throwIfAborted();
    return faultOf(error) === 'refused' ? { ...ledger, failure: refusedFailure(error) } : ledger;
  }
}

async function validate(request: TerminateRequest, context: ValidationContext): Promise<Finding[]> {
  const where = whereOf(request, context);
  try {
    const ids = await instancesMeant(request, where);
    return candidateFindings(request, await examineCandidates(request, where, ids));
  } catch (error) {
    context.signal.throwIfAborted();
    return [unreadable(request.stepId, request.target, error)];
  }
}

function runbook(request: TerminateRequest): ManualInstruction[] {
  const { target, params } = request;
  const ids = params.recoveryInstanceIds ?? ['RECOVERY_INSTANCE_IDS'];
  const batches = chunksOf(ids, AWS_LIMITS.serversPerJob);
  return [
    {
      text:
        `In account ${target.account}: list the recovery instances of execution ${ownerOf(request)}. ` +
        `Terminate only those whose isDrill is true and that have no tag ${KEPT_TAG}: somebody keeps those for real. Leave out ` +
        'any other, unless you are sure that it carries nothing.',
      commands: [
        awsCli(
          target,
          `ec2 describe-instances --filters 'Name=tag:${EXECUTION_TAG},Values=${ownerOf(request)}' ` +
            `--query "Reservations[].Instances[].[InstanceId,State.Name,Tags[?Key=='${KEPT_TAG}']|[0].Value]" --output table`,
        ),
        ...batches.map((batch) =>
          awsCli(
            target,
            `drs describe-recovery-instances --filters recoveryInstanceIDs=${batch.join(',')} ` +
              "--query 'items[].[recoveryInstanceID,isDrill,sourceServerID]' --output table",
          ),
        ),
      ],
    },
    ...(params.includeReal === true
      ? [
          {
            text: 'Lift the termination protection of each real recovery instance, and of each that is kept.',
            commands: [
              awsCli(target, 'ec2 modify-instance-attribute --instance-id INSTANCE_ID --no-disable-api-termination'),
            ],
          },
        ]
      : []),
    {
      text: 'Terminate them through DRS, so that it forgets them too; then check that they are gone.',
      commands: batches.map((batch) =>
        awsCli(target, `drs terminate-recovery-instances --recovery-instance-ids ${batch.join(' ')}`),
      ),
    },
  ];
}
