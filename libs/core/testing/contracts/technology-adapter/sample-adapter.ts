import {
  defineAdapter,
  defineOperation,
  type Json,
  type Observation,
  type OperationContext,
  type OperationRequest,
  type ResourceOutcome,
  type TechnologyAdapter,
} from '@breakwater/core';
import { Type, type Static } from 'typebox';
import {
  DescribeJobsCommand,
  JOB_SECONDS,
  NO_CAPACITY,
  SAMPLE,
  type SampleCloud,
  StartJobCommand,
} from './sample-cloud.ts';

const Params = Type.Object({ ids: Type.Array(Type.String(), { minItems: 1 }) }, { additionalProperties: false });
const Outputs = Type.Object({ jobId: Type.String() });
type Request = OperationRequest<Static<typeof Params>>;

/** Ways to get it wrong, for proving that the contract notices. */
export interface SampleFlaws {
  /** Starts a second job instead of looking for the first. */
  readonly neverAdopts?: boolean;
  /** Goes on although its checkpoint was refused. */
  readonly ignoresRefusedCheckpoint?: boolean;
}

/** A small and, without flaws, sound adapter of the {@link SampleCloud}. */
export function sampleAdapter(cloud: SampleCloud, flaws: SampleFlaws = {}): TechnologyAdapter {
  const client = (request: Request, context: Pick<OperationContext, 'aws'>) =>
    context.aws.client(SAMPLE, request.target);
  const jobOf = async (request: Request, context: OperationContext) =>
    (await client(request, context).send(new DescribeJobsCommand())).find((job) => job.key === context.key);

  /** Starts the job, or takes up the one that an earlier worker of this attempt started. */
  async function begin(request: Request, context: OperationContext): Promise<Json> {
    const adopted = context.resumed && !flaws.neverAdopts ? await jobOf(request, context) : undefined;
    if (adopted) return { jobId: adopted.id };
    try {
      await context.saveCheckpoint({ jobId: null });
    } catch (error) {
      if (!flaws.ignoresRefusedCheckpoint) throw error;
    }
    const resources = request.only ?? request.params.ids;
    const [job] = await client(request, context).send(new StartJobCommand({ key: context.key, resources }));
    return { jobId: job?.id ?? null };
  }

  async function look(request: Request, context: OperationContext): Promise<Observation> {
    const job = await jobOf(request, context);
    if (job === undefined || !cloud.isOver(job)) return running(request);
    const resources = allOutcomes(request, cloud.outcomes(job));
    if (resources.every(({ state }) => state === 'succeeded')) {
      return { kind: 'succeeded', outputs: { jobId: job.id }, resources };
    }
    return { kind: 'failed', failure: { code: 'copy-failed', message: NO_CAPACITY, retryable: true }, resources };
  }

  const copy = defineOperation({
    name: 'copy',
    summary: 'copies resources',
    params: Params,
    outputs: Outputs,
    reversible: 'no',
    adoptable: true,
    inDrill: () => 'isolated',
    selects: ({ ids }) => ({ kind: 'selection', selection: { ids: [...ids] } }),
    validate: async () => [],
    start: begin,
    monitor: async (request, checkpoint, context) =>
      isUnanswered(checkpoint)
        ? { ...running(request), checkpoint: await begin(request, { ...context, resumed: true }) }
        : look(request, context),
    runbook: (request) => [
      {
        text: 'copy by hand',
        commands: [`sample copy --region ${request.target.region} ${request.params.ids.join(' ')}`],
      },
    ],
    estimate: () => ({ typicalSeconds: JOB_SECONDS, longestSeconds: 2 * JOB_SECONDS }),
  });
  return defineAdapter({
    technology: 'sample',
    contractVersion: 1,
    operations: [copy],
    resolve: async ({ ids = [] }) => ids.toSorted().map((id) => ({ id })),
  });
}

/** A start was written down, and whether it took effect is not known. */
const isUnanswered = (checkpoint: Json): boolean => (checkpoint as { readonly jobId: string | null }).jobId === null;

const running = (request: Request) => ({
  kind: 'running' as const,
  progress: { done: 0, total: request.params.ids.length, unit: 'resources' },
  lookAgainInSeconds: 20,
});

/** Those that this attempt did not touch stand as an earlier one left them. */
function allOutcomes(request: Request, outcomes: readonly ResourceOutcome[]): readonly ResourceOutcome[] {
  const touched = new Set(outcomes.map(({ id }) => id));
  return [...(request.previous ?? []).filter(({ id }) => !touched.has(id)), ...outcomes];
}
