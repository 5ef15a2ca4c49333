import type { FastifyInstance } from 'fastify';
import { executionRoutes } from '@breakwater/api-contract';
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
    const preview = await application.previewFollowUp(query.kind, params.id);
    if (preview === undefined) throw refuse('execution-unknown', `there is no execution ${params.id}`);
    if (preview.ok) return { status: 200, body: preview.value };
    const { code, message } = preview.error;
    throw code === 'plan-unknown' ? refuse(code, message) : fieldRefused(refuse, 'query', '/kind', message);
  });

  mountRoute(app, executionRoutes.showExecutionRunbook, async ({ params }) => {
    const written = await application.executionRunbook(params.id);
    if (!written.ok) throw refusedByDecider(written.error);
    return { status: 200, mediaType: 'text/markdown', content: written.value };
  });
}
