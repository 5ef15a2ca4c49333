import type { Place } from '../../world/world.ts';
import { progressOf } from './automation-progress.ts';
import { commandStatus } from './render-command.ts';

/** What was done through Systems Manager, oldest first, and the parameters that it keeps. */
export interface SsmDump {
  readonly commands: readonly {
    readonly id: string;
    readonly document: string;
    readonly comment: string;
    readonly status: string;
    readonly instanceIds: readonly string[];
  }[];
  readonly automations: readonly {
    readonly id: string;
    readonly document: string;
    readonly status: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
  readonly parameters: Readonly<Record<string, string>>;
}

export function dumpSsm({ ssm }: Place, now: number): SsmDump {
  return {
    commands: [...ssm.commands.values()].map((command) => ({
      id: command.id,
      document: command.document.name,
      comment: command.comment,
      status: commandStatus(command).status,
      instanceIds: command.invocations.map(({ instanceId }) => instanceId),
    })),
    automations: [...ssm.automations.values()].map((automation) => ({
      id: automation.id,
      document: automation.document.name,
      status: progressOf(automation, now).status,
      tags: automation.tags,
    })),
    parameters: Object.fromEntries([...ssm.parameters].map(([name, { value }]) => [name, value])),
  };
}
