import type { World } from '../../world/world.ts';
import type { AvailabilityGroup, Replica } from './availability-group.ts';

/** A connection to the SQL Server of one instance. */
export interface SqlSession {
  readonly world: World;
  /** Groups that this server has a replica of. */
  readonly local: readonly { readonly group: AvailabilityGroup; readonly replica: Replica }[];
  /** Simulated epoch milliseconds. */
  readonly now: number;
}

/** A kind of statement that is understood. */
export interface SqlStatement {
  /** Global; its matches are the statements of a script. */
  readonly pattern: RegExp;
  /** @returns what is printed. @throws {@link SqlError} */
  readonly run: (session: SqlSession, match: readonly (string | undefined)[]) => string;
}

/** What SQL Server refuses. The numbers are its own where its message is well known. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly number: number;
  constructor(number: number, message: string) {
    super(message);
    this.number = number;
  }
}
