import { StoreUnusableError, type StoreTrouble } from './store-unusable-error.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html; extended ones carry them in the low byte. */
const TROUBLES: Readonly<Record<number, StoreTrouble>> = {
  5: 'busy', // SQLITE_BUSY
  8: 'unavailable', // SQLITE_READONLY
  10: 'unavailable', // SQLITE_IOERR
  11: 'damaged', // SQLITE_CORRUPT
  13: 'unavailable', // SQLITE_FULL
  14: 'unavailable', // SQLITE_CANTOPEN
  23: 'unavailable', // SQLITE_AUTH
  26: 'damaged', // SQLITE_NOTADB
};

const CONSTRAINT = 19;

/** The primary result code; `undefined` for what is no error of SQLite. */
function resultCode(error: unknown): number | undefined {
  const { errcode } = Object(error) as { readonly errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

/** A uniqueness, foreign-key or check constraint was violated. */
export const isConstraintViolation = (error: unknown): boolean => resultCode(error) === CONSTRAINT;

/** Runs `work`, and says about the file what SQLite says in codes. Other errors pass. */
export function namingTroubles<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const trouble = TROUBLES[resultCode(error) ?? -1];
    if (trouble === undefined) throw error;
    throw new StoreUnusableError(file, trouble, String(error), { cause: error });
  }
}
