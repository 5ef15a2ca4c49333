import { randomBytes } from 'node:crypto';

/** As likely to be met twice as a random UUID, and shorter. */
const RANDOM_BYTES = 15;

/**
 * Marks what one call writes. The SDK sends a call again when no answer came; then the call may meet its own effect, and
 * knows it by this mark.
 */
export const newWriteId = (): string => randomBytes(RANDOM_BYTES).toString('base64url');
