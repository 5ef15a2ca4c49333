import Type from 'typebox';

import { exactly } from '../../protocol/json-input.ts';
import type { Call } from '../../protocol/operation.ts';
import { rewriteList, rewriteMember } from '../../protocol/rewrite-status.ts';
import { progressOf } from './automation-progress.ts';
import { renderAutomation, renderAutomationMetadata, renderStep } from './render-automation.ts';
import { ssmError } from './ssm-errors.ts';
import { pageOf, ssmOperation } from './ssm-operation.ts';
import type { Automation } from './ssm-state.ts';
import { startQueued } from './start-automation.ts';

const AutomationExecutionId = Type.String({ minLength: 36, maxLength: 36 });
const Paging = {
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  NextToken: Type.Optional(Type.String()),
};

export const getAutomationExecution = ssmOperation(exactly({ AutomationExecutionId }), {
  name: 'GetAutomationExecution',
  resources: ({ AutomationExecutionId: id }) => [id],
  run: (call, { AutomationExecutionId: id }) => ({
    AutomationExecution: renderAutomation(find(call, id), call.now),
  }),
  rewriteStatus: (answer, word) => rewriteMember(answer, 'AutomationExecution', { AutomationExecutionStatus: word }),
});

export const describeAutomationStepExecutions = ssmOperation(
  exactly({ AutomationExecutionId, ReverseOrder: Type.Optional(Type.Boolean()), ...Paging }),
  {
    name: 'DescribeAutomationStepExecutions',
    resources: ({ AutomationExecutionId: id }) => [id],
    run: (call, { AutomationExecutionId: id, ReverseOrder = false, MaxResults, NextToken }) => {
      const steps = progressOf(find(call, id), call.now).steps.map((entry, index) => ({
        entry,
        order: ReverseOrder ? -index : index,
      }));
      const { items, nextToken } = pageOf(steps, ['steps', id, ReverseOrder], {
        maxResults: MaxResults,
        nextToken: NextToken,
      });
      return { StepExecutions: items.map(({ entry }) => renderStep(entry)), NextToken: nextToken };
    },
    rewriteStatus: (answer, word) => rewriteList(answer, 'StepExecutions', (entry) => ({ ...entry, StepStatus: word })),
  },
);

const Filter = exactly({
  Key: Type.Enum([
    'ExecutionId',
    'ExecutionStatus',
    'DocumentNamePrefix',
    'StartTimeAfter',
    'StartTimeBefore',
    'TagKey',
  ]),
  Values: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 10 }),
});

/** Newest first. */
export const describeAutomationExecutions = ssmOperation(
  exactly({ Filters: Type.Optional(Type.Array(Filter, { minItems: 1, maxItems: 10 })), ...Paging }),
  {
    name: 'DescribeAutomationExecutions',
    run: ({ place, now }, { Filters = [], MaxResults, NextToken }) => {
      const wanted = [...place.ssm.automations.values()]
        .filter((automation) => Filters.every((filter) => passes(automation, filter, now)))
        .map((automation) => ({ automation, order: -automation.order }));
      const { items, nextToken } = pageOf(wanted, ['automations', Filters], {
        maxResults: MaxResults,
        nextToken: NextToken,
      });
      return {
        AutomationExecutionMetadataList: items.map(({ automation }) => renderAutomationMetadata(automation, now)),
        NextToken: nextToken,
      };
    },
    rewriteStatus: (answer, word, id) =>
      rewriteList(answer, 'AutomationExecutionMetadataList', (entry) =>
        id === undefined || id === entry['AutomationExecutionId']
          ? { ...entry, AutomationExecutionStatus: word }
          : entry,
      ),
  },
);

function passes(automation: Automation, { Key, Values }: Type.Static<typeof Filter>, now: number): boolean {
  switch (Key) {
    case 'ExecutionId':
      return Values.includes(automation.id);
    case 'ExecutionStatus':
      return Values.includes(progressOf(automation, now).status);
    case 'DocumentNamePrefix':
      return Values.some((prefix) => automation.document.name.startsWith(prefix));
    case 'StartTimeAfter':
      return Values.some((text) => automation.requestedAt >= Date.parse(text));
    case 'StartTimeBefore':
      return Values.some((text) => automation.requestedAt <= Date.parse(text));
    case 'TagKey':
      return Values.some((name) => name in automation.tags);
  }
}

export const stopAutomationExecution = ssmOperation(
  exactly({ AutomationExecutionId, Type: Type.Optional(Type.Enum(['Complete', 'Cancel'])) }),
  {
    name: 'StopAutomationExecution',
    writes: true,
    resources: ({ AutomationExecutionId: id }) => [id],
    run: (call, { AutomationExecutionId: id, Type: type = 'Cancel' }) => {
      const automation = find(call, id);
      if (automation.stopped !== undefined || progressOf(automation, call.now).endedAt !== undefined)
        throw ssmError('InvalidAutomationStatusUpdateException', `The automation ${id} has ended or is being stopped`);
      automation.stopped = { at: call.now, type };
      startQueued(call, call.now);
      call.note(id, type === 'Cancel' ? 'cancelled' : 'completed early');
      return {};
    },
  },
);

function find({ place }: Call, id: string): Automation {
  const found = place.ssm.automations.get(id);
  if (!found) throw ssmError('AutomationExecutionNotFoundException', `Automation execution ${id} not found`);
  return found;
}
