import Type from 'typebox';

import { exactly } from '../../protocol/json-input.ts';
import type { Call } from '../../protocol/operation.ts';
import { progressOf } from './automation-progress.ts';
import { checkParameters, findDocument } from './documents.ts';
import { ssmError } from './ssm-errors.ts';
import { ssmOperation } from './ssm-operation.ts';
import type { Automation, AutomationStep } from './ssm-state.ts';
import { takeTurn } from './ssm-state.ts';
import { drawnUuid } from './uuid.ts';
import type { SsmDocumentSpec } from '../../estate/application-schema.ts';

const STEP_SECONDS = [5, 30] as const;
const UUID = '^[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}$';

/** Once per second for each account and Region. The same ClientToken with the same request starts nothing new. */
export const startAutomationExecution = ssmOperation(
  exactly({
    DocumentName: Type.String({ minLength: 1 }),
    DocumentVersion: Type.Optional(Type.Enum(['$DEFAULT', '$LATEST', '1'])),
    Parameters: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    ClientToken: Type.Optional(Type.String({ pattern: UUID })),
    Mode: Type.Optional(Type.Literal('Auto')),
    Tags: Type.Optional(
      Type.Array(
        exactly({ Key: Type.String({ minLength: 1, maxLength: 128 }), Value: Type.String({ maxLength: 256 }) }),
        {
          maxItems: 5,
        },
      ),
    ),
  }),
  {
    name: 'StartAutomationExecution',
    writes: true,
    startsJob: true,
    resources: ({ DocumentName }) => [DocumentName],
    run: (call, input) => {
      const { ssm } = call.place;
      const { ClientToken, ...request } = input;
      const known = ClientToken === undefined ? undefined : ssm.tokens.get(ClientToken);
      if (known) {
        if (known.request !== JSON.stringify(request))
          throw ssmError('IdempotentParameterMismatch', 'The client token has been used with different parameters');
        return { AutomationExecutionId: known.automationId };
      }
      const automation = createAutomation(call, input);
      if (ClientToken !== undefined)
        ssm.tokens.set(ClientToken, { request: JSON.stringify(request), automationId: automation.id });
      call.note(automation.id, `${automation.document.name} started`);
      return { AutomationExecutionId: automation.id };
    },
  },
);

function createAutomation(
  call: Call,
  input: {
    DocumentName: string;
    Parameters?: Record<string, string[]>;
    Tags?: { Key: string; Value: string }[];
  },
): Automation {
  const { world, place, now, strikes, caller } = call;
  const document = findDocument(place, input.DocumentName);
  if (document?.type !== 'Automation')
    throw ssmError('AutomationDefinitionNotFoundException', `Automation definition ${input.DocumentName} not found.`);
  const parameters = input.Parameters ?? {};
  checkParameters(parameters, document.parameters ?? {}, 'InvalidAutomationExecutionParametersException');
  requireRoom(call);
  const order = place.ssm.automations.size + 1;
  const request = JSON.stringify([document.name, parameters]);
  const earlier = [...place.ssm.automations.values()].filter(
    (other) => JSON.stringify([other.document.name, other.parameters]) === request,
  );
  const id = drawnUuid(world.draws, [place.accountId, place.region, request, earlier.length]);
  const isFaulty = strikes.some(({ spec }) => spec.kind === 'partial');
  const delayMs = strikes.reduce(
    (sum, { spec }) => sum + (spec.kind === 'late' ? (spec.jobSeconds ?? 0) * 1000 : 0),
    0,
  );
  const automation: Automation = {
    id,
    order,
    document,
    parameters,
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    executedBy: caller.arn,
    requestedAt: now,
    steps: stepsOf(call, document, { id, isFaulty, delayMs }),
    isStuck: strikes.some(({ spec }) => spec.kind === 'stuck'),
  };
  place.ssm.automations.set(id, automation);
  startQueued(call, now);
  return automation;
}

function stepsOf(
  call: Call,
  { steps = [{ name: 'run' }] }: SsmDocumentSpec,
  { id, isFaulty, delayMs }: { id: string; isFaulty: boolean; delayMs: number },
): AutomationStep[] {
  return steps.map((spec, index) => {
    const [min = 0, max = min] = spec.seconds ?? STEP_SECONDS;
    const seconds = call.world.draws.between([Math.min(min, max), Math.max(min, max)], [id, spec.name]);
    const isTold = spec.fails !== undefined || spec.timesOut === true;
    const isLast = index === steps.length - 1;
    return {
      spec,
      id: drawnUuid(call.world.draws, [id, spec.name, index]),
      lengthMs: Math.round(seconds * 1000) + (isLast ? delayMs : 0),
      fails: (isTold && takeTurn(call.place.ssm, spec, spec.times)) || (isFaulty && isLast),
    };
  });
}

/** @throws AutomationExecutionLimitExceededException when as many run and wait as may */
function requireRoom({ place, now }: Call): void {
  const { automations, quotas } = place.ssm;
  const live = [...automations.values()].filter((automation) => progressOf(automation, now).endedAt === undefined);
  if (live.length >= quotas.runningAutomations + quotas.queuedAutomations)
    throw ssmError(
      'AutomationExecutionLimitExceededException',
      `The number of simultaneously running Automation executions exceeded the allowable limit: ${live.length}`,
    );
}

/** Starts as many as may run at once, in the order in which they were asked for. */
export function startQueued(call: Pick<Call, 'world' | 'place'>, now: number): void {
  const { automations, quotas } = call.place.ssm;
  const all = [...automations.values()].filter(({ stopped }) => stopped === undefined || stopped.at > now);
  let running = all.filter(
    (automation) => automation.startedAt !== undefined && progressOf(automation, now).endedAt === undefined,
  ).length;
  for (const automation of all) {
    if (automation.startedAt !== undefined) continue;
    if (running >= quotas.runningAutomations) return;
    automation.startedAt = now;
    running += 1;
    const lengthMs = automation.steps.reduce((sum, step) => sum + step.lengthMs, 0);
    if (!automation.isStuck) call.world.queue.schedule(now + lengthMs, (at) => startQueued(call, at));
  }
}
