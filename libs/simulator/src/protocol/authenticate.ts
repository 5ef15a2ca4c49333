import type { Caller } from '../world/identity.ts';
import type { World } from '../world/world.ts';
import type { CommonErrorKind } from './common-errors.ts';
import type { SignedScope } from './sigv4.ts';
import { signatureMatches, signedAtMs } from './sigv4.ts';
import type { WireRequest } from './wire.ts';

/** AWS refuses a signature whose time is further off than this. */
const MAX_SKEW_MS = 15 * 60_000;
/** A presigned URL lives at most as long, whatever it says. */
const MAX_PRESIGNED_SECONDS = 900;

export type Authentication =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly kind: CommonErrorKind; readonly message: string };

/** Who signed the request. Times are wall times: signatures and credentials do not follow the simulated clock. */
export function authenticate(world: World, request: WireRequest, scope: SignedScope): Authentication {
  const refuse = (kind: CommonErrorKind, message: string): Authentication => ({ ok: false, kind, message });
  const credential = world.credentials.get(scope.accessKeyId);
  if (!credential || credential.sessionToken !== scope.sessionToken) {
    return refuse('unknownKey', 'The security token included in the request is invalid');
  }
  const now = world.wall.now();
  if (credential.expiresAt !== undefined && now >= credential.expiresAt) {
    return refuse('expiredCredentials', 'The security token included in the request is expired');
  }
  if (isStale(scope, now)) {
    return refuse(
      'staleSignature',
      `Signature expired or not yet valid: ${scope.signedAt} is too far from the present`,
    );
  }
  if (!signatureMatches(request, scope, credential.secretAccessKey)) {
    return refuse(
      'badSignature',
      'The request signature we calculated does not match the signature you provided. Check your secret access key and signing method',
    );
  }
  return { ok: true, caller: credential.caller };
}

function isStale(scope: SignedScope, now: number): boolean {
  const signedAt = signedAtMs(scope);
  if (Number.isNaN(signedAt) || signedAt > now + MAX_SKEW_MS) return true;
  if (scope.expiresSeconds === undefined) return now - signedAt > MAX_SKEW_MS;
  if (Number.isNaN(scope.expiresSeconds)) return true;
  return now - signedAt > Math.min(scope.expiresSeconds, MAX_PRESIGNED_SECONDS) * 1000;
}
