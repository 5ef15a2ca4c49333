import * as application from '@breakwater/application';

/** The file that must fail: linted as a file of libs/core, it imports a project that core may not know. */
export const known = Object.keys(application);
