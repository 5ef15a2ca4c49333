import type { ManualInstruction } from '@breakwater/core';
import { DIRECTIONS, type Direction } from './direction.ts';
import type { PowerRequest } from './params.ts';

/** How a person does it by hand. */
export function runbook(direction: Direction, { resources, target }: PowerRequest): readonly ManualInstruction[] {
  const { operation, wanted } = DIRECTIONS[direction];
  const which = `--region ${target.region} --instance-ids ${resources.map(({ id }) => id).join(' ')}`;
  return [
    {
      text: `with credentials of account ${target.account}, ${direction} the instances`,
      commands: [`aws ec2 ${operation} ${which}`],
    },
    {
      text: `wait until all of them are ${wanted}`,
      commands: [`aws ec2 wait instance-${wanted} ${which}`],
    },
  ];
}
