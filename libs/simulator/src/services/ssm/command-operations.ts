import Type from 'typebox';

import { exactly } from '../../protocol/json-input.ts';
import type { Call } from '../../protocol/operation.ts';
import { rewriteList } from '../../protocol/rewrite-status.ts';
import { cancelInvocation } from './command-life.ts';
import {
  commandStatus,
  invocationStatus,
  renderCommand,
  renderInvocation,
  renderListedInvocation,
} from './render-command.ts';
import { ssmError } from './ssm-errors.ts';
import { pageOf, ssmOperation } from './ssm-operation.ts';
import type { Command } from './ssm-state.ts';

const CommandId = Type.String({ pattern: '^[0-9a-f-]{36}$' });
const Filters = Type.Array(
  exactly({
    key: Type.Enum(['InvokedAfter', 'InvokedBefore', 'Status', 'DocumentName', 'ExecutionStage']),
    value: Type.String({ minLength: 1 }),
  }),
  { minItems: 1, maxItems: 5 },
);
type Filter = Type.Static<typeof Filters>[number];
const Paging = {
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  NextToken: Type.Optional(Type.String()),
};

/** Just after SendCommand it says that the invocation does not exist. */
export const getCommandInvocation = ssmOperation(
  exactly({ CommandId, InstanceId: Type.String(), PluginName: Type.Optional(Type.String({ minLength: 4 })) }),
  {
    name: 'GetCommandInvocation',
    resources: ({ CommandId: id, InstanceId }) => [id, InstanceId],
    run: ({ place, now }, input) => {
      const command = place.ssm.commands.get(input.CommandId);
      const invocation = command?.invocations.find(({ instanceId }) => instanceId === input.InstanceId);
      if (!command || !invocation || now < invocation.visibleAt)
        throw ssmError(
          'InvocationDoesNotExist',
          'The command ID and managed node ID you specified did not match any invocations',
        );
      return renderInvocation(command, invocation, pluginOf(command, input.PluginName));
    },
    rewriteStatus: (answer, word, id) =>
      id === undefined || id === answer['InstanceId'] || id === answer['CommandId']
        ? { ...answer, Status: word, StatusDetails: word }
        : answer,
  },
);

/** @throws InvalidPluginName, also when a document has several steps and none is named */
function pluginOf({ document }: Command, asked: string | undefined): string {
  const [only, ...more] = document.plugins;
  if (asked === undefined && more.length > 0)
    throw ssmError(
      'InvalidPluginName',
      `${document.name} has several steps: PluginName must be one of ${document.plugins.join(', ')}`,
    );
  if (asked !== undefined && !document.plugins.includes(asked))
    throw ssmError('InvalidPluginName', `${document.name} has no step ${asked}`);
  return asked ?? only ?? '';
}

export const listCommandInvocations = ssmOperation(
  exactly({
    CommandId: Type.Optional(CommandId),
    InstanceId: Type.Optional(Type.String()),
    Filters: Type.Optional(Filters),
    Details: Type.Optional(Type.Boolean()),
    ...Paging,
  }),
  {
    name: 'ListCommandInvocations',
    resources: ({ CommandId: id }) => (id === undefined ? [] : [id]),
    run: (call, input) => {
      const { place, now } = call;
      const wanted = [...place.ssm.commands.values()]
        .filter(({ id }) => input.CommandId === undefined || id === input.CommandId)
        .flatMap((command) =>
          command.invocations.map((invocation, index) => ({
            command,
            invocation,
            order: index - command.order * 1_000_000,
          })),
        )
        .filter(
          ({ command, invocation }) =>
            now >= invocation.visibleAt &&
            (input.InstanceId === undefined || input.InstanceId === invocation.instanceId) &&
            passes(command, invocationStatus(invocation).status, input.Filters ?? []),
        );
      const scope = ['invocations', input.CommandId, input.InstanceId, input.Filters];
      const { items, nextToken } = pageOf(wanted, scope, pageRequest(input));
      return {
        CommandInvocations: items.map(({ command, invocation }) =>
          renderListedInvocation(command, invocation, input.Details === true),
        ),
        NextToken: nextToken,
      };
    },
    rewriteStatus: (answer, word, id) =>
      rewriteList(answer, 'CommandInvocations', (entry) =>
        id === undefined || id === entry['InstanceId'] || id === entry['CommandId']
          ? { ...entry, Status: word, StatusDetails: word }
          : entry,
      ),
  },
);

/** Newest first. */
export const listCommands = ssmOperation(
  exactly({
    CommandId: Type.Optional(CommandId),
    InstanceId: Type.Optional(Type.String()),
    Filters: Type.Optional(Filters),
    ...Paging,
  }),
  {
    name: 'ListCommands',
    resources: ({ CommandId: id }) => (id === undefined ? [] : [id]),
    run: ({ place }, input) => {
      const wanted = [...place.ssm.commands.values()]
        .filter(
          (command) =>
            (input.CommandId === undefined || command.id === input.CommandId) &&
            (input.InstanceId === undefined ||
              command.invocations.some(({ instanceId }) => instanceId === input.InstanceId)) &&
            passes(command, commandStatus(command).status, input.Filters ?? []),
        )
        .map((command) => ({ command, order: -command.order }));
      const scope = ['commands', input.CommandId, input.InstanceId, input.Filters];
      const { items, nextToken } = pageOf(wanted, scope, pageRequest(input));
      return { Commands: items.map(({ command }) => renderCommand(command)), NextToken: nextToken };
    },
    rewriteStatus: (answer, word, id) =>
      rewriteList(answer, 'Commands', (entry) =>
        id === undefined || id === entry['CommandId'] ? { ...entry, Status: word, StatusDetails: word } : entry,
      ),
  },
);

const STAGES: Readonly<Record<string, readonly string[]>> = {
  Executing: ['Pending', 'InProgress', 'Cancelling'],
  Complete: ['Success', 'Failed', 'TimedOut', 'Cancelled'],
};

function passes(command: Command, status: string, filters: readonly Filter[]): boolean {
  return filters.every(({ key, value }) => {
    switch (key) {
      case 'InvokedAfter':
        return command.requestedAt >= Date.parse(value);
      case 'InvokedBefore':
        return command.requestedAt <= Date.parse(value);
      case 'Status':
        return status === value;
      case 'DocumentName':
        return command.document.name === value;
      case 'ExecutionStage':
        return STAGES[value]?.includes(status) ?? false;
    }
  });
}

/** Asks what has not ended to stop; there is no guarantee, and the answer says nothing. */
export const cancelCommand = ssmOperation(
  exactly({ CommandId, InstanceIds: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })) }),
  {
    name: 'CancelCommand',
    writes: true,
    resources: ({ CommandId: id, InstanceIds = [] }) => [id, ...InstanceIds],
    run: (call: Call, input) => {
      const command = call.place.ssm.commands.get(input.CommandId);
      if (!command) throw ssmError('InvalidCommandId', `The specified command ID ${input.CommandId} is not valid`);
      for (const invocation of command.invocations) {
        if (input.InstanceIds !== undefined && !input.InstanceIds.includes(invocation.instanceId)) continue;
        cancelInvocation(call, invocation, call.now);
      }
      call.note(command.id, 'cancelled');
      return {};
    },
  },
);

function pageRequest({ MaxResults, NextToken }: { MaxResults?: number; NextToken?: string }) {
  return { maxResults: MaxResults, nextToken: NextToken };
}
