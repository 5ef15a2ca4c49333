import { describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '@breakwater/api-contract';
import { ROLES, type Role } from '@breakwater/core';
import { isAllowed, ROLE_PERMISSIONS } from './role-permissions.ts';
import { AuthenticationModeError, openAuthentication } from './authentication.ts';
import { trusting } from '../../testing/a-service.ts';

const actor = (...roles: readonly Role[]) => ({ subject: 'local:ana', assurance: 'local', roles }) as const;

describe('roles', () => {
  it('leave no permission without somebody who has it', () => {
    const granted = new Set(ROLES.flatMap((role) => [...ROLE_PERMISSIONS[role]]));
    expect([...granted].sort()).toEqual([...PERMISSIONS].sort());
  });

  it('add up', () => {
    expect(isAllowed(actor('approver'), 'plans:write')).toBe(false);
    expect(isAllowed(actor('approver', 'plan-manager'), 'plans:write')).toBe(true);
    expect(isAllowed(actor('approver', 'plan-manager'), 'executions:start')).toBe(false);
  });

  it.each(['executions:start-recovery', 'executions:take-over'] as const)('keep %s away from all but two', (what) => {
    const who = ROLES.filter((role) => isAllowed(actor(role), what));
    expect(who).toEqual(['admin', 'recovery-manager']);
  });

  it('let nobody without one do anything but what is public', () => {
    expect(PERMISSIONS.filter((permission) => isAllowed(actor(), permission))).toEqual(['public']);
  });
});

describe('authentication modes', () => {
  it('refuse to start when the build has not got the one that is asked for', async () => {
    const openers = { local: async () => trusting };
    await expect(openAuthentication('local', openers)).resolves.toBe(trusting);
    await expect(openAuthentication('oidc', openers)).rejects.toThrow(AuthenticationModeError);
    await expect(openAuthentication('iam', openers)).rejects.toThrow('iam is not built in this version: use local');
  });
});
