import { describe, expect, it } from '@jest/globals';

import { permits } from './policy.ts';

describe('a grant', () => {
  it('permits what a pattern covers, whatever the case', () => {
    const grant = { allow: ['drs:Describe*', 'ec2:?erminateInstances'], deny: [] };
    expect(permits(grant, 'drs:describejobs')).toBe(true);
    expect(permits(grant, 'ec2:TerminateInstances')).toBe(true);
    expect(permits(grant, 'drs:StartRecovery')).toBe(false);
  });

  it('never permits what is denied', () => {
    expect(permits({ allow: ['*'], deny: ['ec2:Terminate*'] }, 'ec2:TerminateInstances')).toBe(false);
  });
});
