import {
  GetCommandInvocationCommand,
  ListCommandsCommand,
  SendCommandCommand,
  type GetCommandInvocationResult,
} from '@aws-sdk/client-ssm';
import { errorName, SSM, SSM_WRITES } from '@breakwater/aws';
import { secondsBetween, type Clock } from '@breakwater/core';
import type { Regional } from './regional.ts';

/** A PowerShell script for one instance. */
export interface Script {
  readonly instanceId: string;
  readonly lines: readonly string[];
  /** At most 100 characters; a later call finds the command by it, for there is no client token. */
  readonly comment: string;
}

/** How a command ended on its instance, or that it has not. */
export type Invocation =
  | { readonly kind: 'running'; readonly status: string }
  | { readonly kind: 'succeeded'; readonly output: string }
  /** `never-ran`: it did not reach the instance. `may-run`: nobody waits for it any more, and it may still have its effect. */
  | { readonly kind: 'failed'; readonly reason: string; readonly how: 'said-no' | 'never-ran' | 'may-run' };

/** Seconds for the command to reach the agent; the run time is the script's own limit. */
const DELIVERY_SECONDS = 60;
const RUN_SECONDS = 300;
const POLL_SECONDS = 2;

const RUNNING: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling']);
/** `TimedOut` is two things, and only the details tell which. */
const HOW: Readonly<Record<string, 'never-ran' | 'may-run'>> = {
  'Access Denied': 'never-ran',
  'Delivery Timed Out': 'never-ran',
  'Execution Timed Out': 'may-run',
  'Invalid Platform': 'never-ran',
  Undeliverable: 'never-ran',
};

/** @returns the command's id */
export async function sendScript({ aws, target, signal }: Regional, script: Script): Promise<string> {
  const command = new SendCommandCommand({
    DocumentName: 'AWS-RunPowerShellScript',
    InstanceIds: [script.instanceId],
    Comment: script.comment,
    TimeoutSeconds: DELIVERY_SECONDS,
    Parameters: { commands: [...script.lines], executionTimeout: [`${RUN_SECONDS}`] },
  });
  const { Command } = await aws.client(SSM_WRITES, target).send(command, { abortSignal: signal });
  return Command?.CommandId ?? '';
}

/** The newest command of this comment. */
export async function findCommand(
  where: Regional,
  { instanceId, comment }: Omit<Script, 'lines'>,
): Promise<string | undefined> {
  const { aws, target, signal } = where;
  let NextToken: string | undefined;
  do {
    const command = new ListCommandsCommand({
      InstanceId: instanceId,
      MaxResults: 50,
      ...(NextToken && { NextToken }),
    });
    const page = await aws.client(SSM, target).send(command, { abortSignal: signal });
    const found = page.Commands?.find(({ Comment }) => Comment === comment);
    if (found?.CommandId !== undefined) return found.CommandId;
    NextToken = page.NextToken;
  } while (NextToken !== undefined && NextToken !== '');
  return undefined;
}

/** Right after a command was sent, AWS does not know its invocation yet: that is running, too. */
export async function readInvocation(where: Regional, commandId: string, instanceId: string): Promise<Invocation> {
  const { aws, target, signal } = where;
  const command = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId });
  try {
    return invocationOf(await aws.client(SSM, target).send(command, { abortSignal: signal }));
  } catch (error) {
    if (errorName(error) === 'InvocationDoesNotExist') return { kind: 'running', status: 'Pending' };
    throw error;
  }
}

/** Runs a script that only reads, and waits for it; it may be run again at any time. */
export async function runReading(where: Regional, clock: Clock, script: Script): Promise<Invocation> {
  const commandId = await sendScript(where, script);
  const startedAt = clock.now();
  for (;;) {
    await clock.sleep(POLL_SECONDS, where.signal);
    const invocation = await readInvocation(where, commandId, script.instanceId);
    const seconds = secondsBetween(startedAt, clock.now());
    if (invocation.kind !== 'running' || seconds > DELIVERY_SECONDS + RUN_SECONDS) return invocation;
  }
}

function invocationOf(result: GetCommandInvocationResult): Invocation {
  const { Status = 'unknown', StatusDetails = Status, StandardOutputContent = '', StandardErrorContent = '' } = result;
  if (Status === 'Success') return { kind: 'succeeded', output: StandardOutputContent };
  if (RUNNING.has(Status)) return { kind: 'running', status: StatusDetails };
  const said = StandardErrorContent.trim() || StandardOutputContent.trim();
  const reason = said === '' ? StatusDetails : `${StatusDetails}: ${said}`;
  return { kind: 'failed', reason, how: HOW[StatusDetails] ?? (Status === 'TimedOut' ? 'may-run' : 'said-no') };
}
