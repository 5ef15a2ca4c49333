import type { FastifyInstance } from 'fastify';
import { executionRoutes } from '@breakwater/api-contract';
import { stepId, type StepId } from '@breakwater/core';
import { mountRoute } from '@breakwater/service';
import { fieldRefused } from '../http/field-refusals.ts';
import { refusedByDecider } from '../http/refusals.ts';
import type { ExecutionServices } from './execution-services.ts';

/** Serves what an execution leads to: the plans that follow it, and its steps for people to do by hand. */
export function mountFollowUpRoutes(
  app: FastifyInstance,
  { application }: Pick<ExecutionServices, 'application'>,
): void {
  mountRoute(app, executionRoutes.showFollowUp, async ({ params, query }, refuse) => {
    const preview = await application.previewFollowUp(query.kind, params.id, stepsIn(query.steps));
    if (preview === undefined) throw refuse('execution-unknown', `there is no execution ${params.id}`);
    if (preview.ok) return { status: 200, body: preview.value };
    const { error } = preview;
    if (error.code === 'plan-unknown') throw refuse(error.code, error.message);
    const path = error.field.startsWith('steps') ? '/steps' : '/kind';
    throw fieldRefused(refuse, 'query', path, error.message);
  });

  mountRoute(app, executionRoutes.showExecutionRunbook, async ({ params }) => {
    const written = await application.executionRunbook(params.id);
    if (!written.ok) throw refusedByDecider(written.error);
    return { status: 200, mediaType: 'text/markdown', content: written.value };
  });
}

/** Names of steps hold no comma. */
const stepsIn = (list: string | undefined): readonly StepId[] | undefined => list?.split(',').map(stepId);
