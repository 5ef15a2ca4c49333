export const MODES = ['drill', 'recovery', 'failback', 'cleanup', 'rollback', 'keep'] as const;
/** What an execution is for. `keep`: what a drill launched stays, as production. */
export type Mode = (typeof MODES)[number];

export const INTENTS = ['planned', 'unplanned'] as const;
/** `planned`: the origin is healthy, nothing may be lost. `unplanned`: it is gone or failing. */
export type Intent = (typeof INTENTS)[number];
