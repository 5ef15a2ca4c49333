import { expect, it } from '@jest/globals';
import { AutomationExecutionStatus } from '@aws-sdk/client-ssm';
import { phaseOf } from './automation-status.ts';

it('[trap:automation-statuses] knows every status that there is, and takes two of them for success', () => {
  const all = Object.values(AutomationExecutionStatus);
  expect(all.filter((status) => phaseOf(status) === 'unknown')).toEqual([]);
  expect(all.filter((status) => phaseOf(status) === 'succeeded').sort()).toEqual(['CompletedWithSuccess', 'Success']);
});

it.each(['SOMETHING_NEW', '', 'success'])('[trap:automation-statuses] does not guess what "%s" means', (status) => {
  expect(phaseOf(status)).toBe('unknown');
});
