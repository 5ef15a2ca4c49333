import type { Static, TSchema } from 'typebox';
import type { DeepReadonly } from './schemas.ts';

type Identical<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

/**
 * `true` when a schema describes exactly the core's type: no member more, none less, none of another type or optional
 * on one side only. Read-only markers do not count. Anything else does not compile where `true` is asked for.
 */
export type SameAs<Schema extends TSchema, Core> = Identical<DeepReadonly<Static<Schema>>, DeepReadonly<Core>>;

/** Compiles only when each of the statements is `true`; the way to state a {@link SameAs}. */
export type Holds<Statements extends readonly true[]> = Statements;
