import { isoInstant } from '../../clock.ts';
import type { Command, Invocation } from './ssm-state.ts';

/** Output is cut to so many characters. */
const MOST_STDOUT = 24_000;
const MOST_STDERR = 8_000;
const MOST_LIST_OUTPUT = 2_500;

/** A status, and its finer words, which have spaces. */
export interface StatusPair {
  readonly status: string;
  readonly details: string;
}

export function invocationStatus(invocation: Invocation): StatusPair {
  const { end, startedAt, cancellingAt } = invocation;
  if (end) return { status: end.status, details: end.details };
  if (cancellingAt !== undefined) return { status: 'Cancelling', details: 'Cancelling' };
  return startedAt === undefined
    ? { status: 'Pending', details: 'Pending' }
    : { status: 'InProgress', details: 'In Progress' };
}

/** Of the command as a whole: it is running until every invocation has ended. */
export function commandStatus({ invocations, targets }: Command): StatusPair {
  if (invocations.length === 0)
    return { status: 'Failed', details: targets.length > 0 ? 'NoInstancesInTag' : 'Failed' };
  const all = invocations.map((invocation) => invocationStatus(invocation));
  if (all.some(({ status }) => status === 'Cancelling')) return { status: 'Cancelling', details: 'Cancelling' };
  if (all.every(({ status }) => status === 'Pending')) return { status: 'Pending', details: 'Pending' };
  if (all.some(({ status }) => status === 'Pending' || status === 'InProgress'))
    return { status: 'InProgress', details: 'In Progress' };
  return (
    all.find(({ status }) => status === 'Failed') ??
    all.find(({ status }) => status === 'TimedOut') ??
    all.find(({ status }) => status === 'Cancelled') ?? { status: 'Success', details: 'Success' }
  );
}

export function renderCommand(command: Command) {
  const { status, details } = commandStatus(command);
  const ended = command.invocations.flatMap(({ end }) => end ?? []);
  return {
    CommandId: command.id,
    DocumentName: command.document.name,
    DocumentVersion: '$DEFAULT',
    Comment: command.comment,
    ExpiresAfter:
      command.requestedAt / 1000 + command.deliveryTimeoutSeconds + command.document.executionTimeoutSeconds,
    Parameters: command.parameters,
    InstanceIds: command.instanceIds,
    Targets: command.targets,
    RequestedDateTime: command.requestedAt / 1000,
    Status: status,
    StatusDetails: details,
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: command.invocations.length,
    CompletedCount: ended.length,
    ErrorCount: ended.filter(({ status: word }) => word === 'Failed' || word === 'TimedOut').length,
    DeliveryTimedOutCount: ended.filter((end) => end.details === 'Delivery Timed Out').length,
    TimeoutSeconds: command.deliveryTimeoutSeconds,
  };
}

/** As GetCommandInvocation says it. */
export function renderInvocation(command: Command, invocation: Invocation, pluginName: string) {
  const { status, details } = invocationStatus(invocation);
  const { end, startedAt } = invocation;
  return {
    CommandId: command.id,
    InstanceId: invocation.instanceId,
    Comment: command.comment,
    DocumentName: command.document.name,
    DocumentVersion: '$DEFAULT',
    PluginName: pluginName,
    ResponseCode: end?.exitCode ?? -1,
    ExecutionStartDateTime: startedAt === undefined ? '' : isoInstant(startedAt),
    ExecutionElapsedTime: startedAt === undefined || !end ? '' : `PT${((end.at - startedAt) / 1000).toFixed(3)}S`,
    ExecutionEndDateTime: startedAt === undefined || !end ? '' : isoInstant(end.at),
    Status: status,
    StatusDetails: details,
    StandardOutputContent: (end?.stdout ?? '').slice(0, MOST_STDOUT),
    StandardOutputUrl: '',
    StandardErrorContent: (end?.stderr ?? '').slice(0, MOST_STDERR),
    StandardErrorUrl: '',
  };
}

/** As ListCommandInvocations says it; the plugins only when asked for. */
export function renderListedInvocation(command: Command, invocation: Invocation, withDetails: boolean) {
  const { status, details } = invocationStatus(invocation);
  const { end, startedAt } = invocation;
  return {
    CommandId: command.id,
    InstanceId: invocation.instanceId,
    InstanceName: invocation.instanceName,
    Comment: command.comment,
    DocumentName: command.document.name,
    DocumentVersion: '$DEFAULT',
    RequestedDateTime: command.requestedAt / 1000,
    Status: status,
    StatusDetails: details,
    CommandPlugins: withDetails
      ? command.document.plugins.map((Name) => ({
          Name,
          Status: status,
          StatusDetails: details,
          ResponseCode: end?.exitCode ?? -1,
          ...(startedAt === undefined ? {} : { ResponseStartDateTime: startedAt / 1000 }),
          ...(end === undefined ? {} : { ResponseFinishDateTime: end.at / 1000 }),
          Output: `${end?.stdout ?? ''}${end?.stderr ?? ''}`.slice(0, MOST_LIST_OUTPUT),
        }))
      : [],
  };
}
