import { ROLES, type Role } from '@breakwater/core';
import { ProblemError, type Authentication } from '@breakwater/service';

/** Believes what a request says: `authorization: Test <subject>=<role>,<role>`; breaks down over `broken`. */
export const fakeAuthentication: Authentication = {
  mode: 'local',
  install: async () => undefined,
  authenticate: async ({ headers }) => {
    if (headers.authorization === 'broken') throw new Error('secret detail');
    const [, subject, roles] = /^Test (\w+)=([\w,-]*)$/.exec(headers.authorization ?? '') ?? [];
    if (subject === undefined || roles === undefined) throw new ProblemError('unauthenticated', 'no token');
    return {
      subject: `local:${subject}`,
      assurance: 'local',
      roles: ROLES.filter((role) => roles.split(',').includes(role)),
    };
  },
};

/** The headers of somebody with these roles. */
export const as = (...roles: readonly Role[]) => ({ authorization: `Test ana=${roles.join(',')}` });
