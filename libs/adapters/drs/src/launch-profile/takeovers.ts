import { secondsBetween, type Clock, type Instant } from '@breakwater/core';
import { isOwn, type MarkerOwner } from './marker.ts';
import type { LaunchSituation, MarkedVersion } from './situation.ts';

/**
 * How long another execution's settings are left in a template, for it to take them back. A drill that a recovery
 * pre-empts does so within its next look; nobody may do so when its worker is gone, and then these are taken over.
 */
const LEFT_ALONE_SECONDS = 120;

/**
 * EC2 knows no conditional change of a template, so two steps must not write to one at a time. The one that comes later
 * waits until the other has taken its settings back. What is remembered here is only since when it waits.
 */
export class Takeovers {
  readonly #seenAt = new Map<string, Instant>();

  /** @returns why the server has to wait; `undefined` when its template is free, or was left alone for long enough */
  obstacle({ sourceServerId, templateId = '', marked }: LaunchSituation, owner: MarkerOwner, clock: Clock) {
    const foreign = marked.findLast(({ marker }) => !isOwn(marker, owner));
    if (foreign === undefined) return undefined;
    const seenAt = this.#firstSeen(`${templateId}/${foreign.number}`, clock.now());
    if (secondsBetween(seenAt, clock.now()) >= LEFT_ALONE_SECONDS) return undefined;
    return waiting(sourceServerId, templateId, foreign);
  }

  #firstSeen(key: string, now: Instant): Instant {
    const seenAt = this.#seenAt.get(key) ?? now;
    this.#seenAt.set(key, seenAt);
    return seenAt;
  }
}

const waiting = (server: string, templateId: string, { marker: { executionId, stepId } }: MarkedVersion): string =>
  `${executionId} (step ${stepId}) has its launch settings in ${templateId} of ${server}, and is given time to take them back`;
