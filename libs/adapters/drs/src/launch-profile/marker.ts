import type { ExecutionId, StepId } from '@breakwater/core';

/**
 * What the description of a launch template's version says, so that whoever finds it knows whose it is and what was
 * before. It is written before anything takes effect, and a version never changes: it holds when every journal is lost.
 */
export interface Marker {
  readonly executionId: string;
  readonly stepId: string;
  /** The version that was the default. */
  readonly base: number;
  /** Right-sizing as it was, where it is switched off for the launch. */
  readonly rightSizing?: string;
  /** DRS copied the source's address, which is switched off for the launch. */
  readonly copiedPrivateIp?: true;
}

/** Whose launch it is. */
export interface MarkerOwner {
  readonly executionId: ExecutionId;
  readonly stepId: StepId;
}

export const isOwn = (marker: Marker, { executionId, stepId }: MarkerOwner): boolean =>
  marker.executionId === executionId && marker.stepId === stepId;

const COPIED = ', copied the private address';

/** At most 255 characters, which is what EC2 takes. */
export const markerText = ({ executionId, stepId, base, rightSizing, copiedPrivateIp }: Marker): string =>
  `breakwater ${executionId} ${stepId} instead of version ${base}` +
  `${rightSizing === undefined ? '' : `, right-sizing ${rightSizing}`}${copiedPrivateIp === true ? COPIED : ''}`;

const MARKER =
  /^breakwater (\S+) (\S+) instead of version (\d+)(?:, right-sizing (\w+))?(, copied the private address)?$/;

/** @returns `undefined` for a description that is none of ours */
export function readMarker(description: string | undefined): Marker | undefined {
  const [, executionId, stepId, base, rightSizing, copied] = MARKER.exec(description ?? '') ?? [];
  if (executionId === undefined || stepId === undefined || base === undefined) return undefined;
  return {
    executionId,
    stepId,
    base: Number(base),
    ...(rightSizing !== undefined && { rightSizing }),
    ...(copied !== undefined && { copiedPrivateIp: true as const }),
  };
}
