import {
  paginateListCommandInvocations,
  paginateListCommands,
  SendCommandCommand,
  type Command,
  type CommandInvocation,
  type SendCommandCommandInput,
} from '@aws-sdk/client-ssm';
import { SSM, SSM_WRITES } from '@breakwater/aws';
import { instantAt, epochMilliseconds, type Instant } from '@breakwater/core';
import type { Regional } from './regional.ts';

/** Instance ids of one SendCommand. */
export const INSTANCES_PER_COMMAND = 50;
/** Characters of a command's comment. */
export const COMMENT_LIMIT = 100;
const PAGE_SIZE = 50;

export interface CommandView {
  readonly id: string;
  readonly comment: string;
  readonly instanceIds: readonly string[];
}

/** What became of a command on one instance so far. */
export interface InvocationView {
  readonly instanceId: string;
  readonly status: string;
  /** Finer than the status, for instance `Delivery Timed Out`. */
  readonly details: string;
  /** Of the part of the document that ended it; absent where nothing has run. */
  readonly exitCode?: number;
  /** What it wrote, as far as the list has it: 2,500 characters a part. */
  readonly output: string;
}

/** Runs a document on instances. Not idempotent, and sent once: whoever loses the answer looks with {@link commandsSince}. */
export async function sendCommand(
  { aws, target, signal }: Regional,
  input: SendCommandCommandInput,
): Promise<string | undefined> {
  const { Command } = await aws.client(SSM_WRITES, target).send(new SendCommandCommand(input), { abortSignal: signal });
  return Command?.CommandId;
}

/** All commands since an instant. */
export async function commandsSince({ aws, target, signal }: Regional, since: Instant): Promise<CommandView[]> {
  const found: CommandView[] = [];
  const pages = paginateListCommands(
    { client: aws.client(SSM, target), pageSize: PAGE_SIZE },
    { Filters: [{ key: 'InvokedAfter', value: wholeSeconds(since) }] },
    { abortSignal: signal },
  );
  for await (const { Commands = [] } of pages) found.push(...Commands.flatMap(commandView));
  return found;
}

/** The filter takes no fractions of a second. */
const wholeSeconds = (instant: Instant): string =>
  instantAt(Math.floor(epochMilliseconds(instant) / 1000) * 1000).replace('.000Z', 'Z');

const commandView = ({
  CommandId: id,
  Comment: comment = '',
  InstanceIds: instanceIds = [],
}: Command): CommandView[] => (id === undefined ? [] : [{ id, comment, instanceIds }]);

/** How a command stands on each of its instances. One that is missing has not been written down yet. */
export async function invocationsOf(
  { aws, target, signal }: Regional,
  CommandId: string,
): Promise<ReadonlyMap<string, InvocationView>> {
  const found = new Map<string, InvocationView>();
  const pages = paginateListCommandInvocations(
    { client: aws.client(SSM, target), pageSize: PAGE_SIZE },
    { CommandId, Details: true },
    { abortSignal: signal },
  );
  for await (const { CommandInvocations = [] } of pages) {
    for (const view of CommandInvocations.flatMap(invocationView)) found.set(view.instanceId, view);
  }
  return found;
}

/** A document may have several parts: the one that failed tells why, else the last. */
function invocationView({
  InstanceId,
  Status,
  StatusDetails,
  CommandPlugins = [],
}: CommandInvocation): InvocationView[] {
  if (InstanceId === undefined) return [];
  const telling =
    CommandPlugins.find(({ Status: part }) => part === 'Failed' || part === 'TimedOut') ?? CommandPlugins.at(-1);
  // -1 stands for "has not run".
  const exitCode = telling?.ResponseCode === -1 ? undefined : telling?.ResponseCode;
  const view: InvocationView = {
    instanceId: InstanceId,
    status: Status ?? '',
    details: StatusDetails ?? Status ?? '',
    ...(exitCode !== undefined && { exitCode }),
    output: telling?.Output?.trim() ?? '',
  };
  return [view];
}
