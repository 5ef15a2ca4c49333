import { describe, expect, it } from '@jest/globals';
import { stepId, type Finding, type RecoveryPlan } from '@breakwater/core';
import { aRecoveryPlan } from '@breakwater/core/testing';
import { aReport } from '../../testing/a-report.ts';
import { expectGolden } from '../../testing/golden.ts';
import { followUpReview } from './follow-up.ts';
import { plainPaint } from './paint.ts';

const recovery = aReport({ execution: { mode: 'recovery', incident: 'INC-1', reason: 'dark' } });
const target = { account: '333344445555', region: 'us-west-2' };
const ids = Array.from({ length: 6 }, (_, index) => `i-0000000000000000${index}`);

const step = (id: string, description: string, params: Record<string, string[] | number>) => ({
  ...{ id, technology: 'drs', operation: 'terminate-recovery-instances', target: 'in-333344445555-us-west-2' },
  ...{ description, params },
});
const { order: _listed, ...unordered } = aRecoveryPlan({ targets: { 'in-333344445555-us-west-2': target } });
const plan: RecoveryPlan = {
  ...unordered,
  waves: [
    {
      id: 'database',
      dependsOn: ['web'],
      steps: [step('db-rollback', 'terminate what was launched', { recoveryInstanceIds: ids })],
    },
    {
      id: 'web',
      dependsOn: [],
      approval: { from: [{ role: 'recovery-manager', count: 1 }], instructions: 'Review this before it runs' },
      steps: [step('web-rollback', 'terminate what was launched', { maxCount: 3 })],
    },
  ],
};
const finding = (code: string, message: string): Finding => ({
  ...{ id: `${code}:dns`, code, severity: 'warning', absolute: false, message, stepId: stepId('dns') },
});

describe('the review of a follow-up', () => {
  it('shows each step with what it acts on, and what stays', () => {
    const findings = [
      finding(
        'not-reversible',
        'step promote (database promote-read-replica) can not be taken back: it stays as it is',
      ),
    ];
    expectGolden('rollback-review', followUpReview('rollback', recovery, { plan, findings }, plainPaint));
  });

  it('says why there is nothing to run', () => {
    const findings = [finding('nothing-to-do:failback', 'the execution left nothing that a failback could act on')];
    const lines = followUpReview('failback', recovery, { plan: null, findings }, plainPaint);
    expect(lines.slice(2, -1)).toEqual([
      '',
      'WHAT WILL LEAD BACK',
      '  Nothing.',
      '',
      'FINDINGS',
      `  ${findings[0]?.message ?? ''}`,
    ]);
  });
});
