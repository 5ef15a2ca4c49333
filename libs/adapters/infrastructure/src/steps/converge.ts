import { errorText } from '@breakwater/aws';
import {
  canonicalJson,
  type Json,
  type JsonObject,
  type Observation,
  type OperationContext,
  type Progress,
  type ResourceOutcome,
} from '@breakwater/core';
import { refusalOf } from '../service/refusal.ts';
import { backoffSeconds } from './jitter.ts';
import { memoryOf, troubled, untroubled, withFacts, type Memory } from './memory.ts';

/** Domain seconds between a change and the first look at its effect. */
const FIRST_LOOK_SECONDS = 2;

/** What a look at AWS found. */
export type Look =
  /** Something is not as wanted yet: one call changes it. */
  | {
      readonly kind: 'change';
      readonly progress: Progress;
      /** How things are, by name, as far as a rollback needs it. Journaled before the call. */
      readonly captures?: JsonObject;
      /** One call, never repeated by itself. @returns what to remember of the answer */
      send(): Promise<JsonObject>;
      /** What a refusal of this call means, where that is more than AWS's words. */
      readonly failure?: (error: unknown) => FailedLook | undefined;
    }
  | {
      readonly kind: 'wait';
      readonly progress: Progress;
      readonly lookAgainInSeconds: number;
      readonly facts?: JsonObject;
    }
  | { readonly kind: 'done'; readonly outputs: JsonObject; readonly resources: readonly ResourceOutcome[] }
  | FailedLook;

/** Nothing can come of it. */
export interface FailedLook {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly resources: readonly ResourceOutcome[];
}

/** A step that brings about a state: it looks, changes what differs, and waits for the effect. */
export interface Convergence {
  /** What the step is about, for outcomes when AWS refuses it as a whole. */
  readonly resources: readonly string[];
  readonly unit: string;
  look(memory: Memory): Promise<Look>;
}

/**
 * One look, and the change that follows from it. Whatever was sent before, by whomever, is recognised by its effect, so a
 * lost answer or a dead worker costs a look and never a second change.
 */
export async function converge(
  convergence: Convergence,
  checkpoint: Json,
  context: OperationContext,
): Promise<Observation> {
  const memory = memoryOf(checkpoint);
  let look: Look;
  try {
    look = await convergence.look(memory);
  } catch (error) {
    return afterError(convergence, error, { before: memory, after: memory }, context);
  }
  return look.kind === 'change'
    ? change(convergence, look, untroubled(memory), context)
    : observed(look, untroubled(memory), memory);
}

async function change(
  convergence: Convergence,
  look: Extract<Look, { kind: 'change' }>,
  memory: Memory,
  context: OperationContext,
): Promise<Observation> {
  for (const [name, value] of Object.entries(look.captures ?? {})) await context.capture(name, value ?? null);
  const announced: Memory = { ...memory, sent: memory.sent + 1 };
  await context.saveCheckpoint(announced);
  try {
    return running(withFacts(announced, await look.send()), look.progress, FIRST_LOOK_SECONDS);
  } catch (error) {
    const failure = look.failure?.(error);
    if (failure !== undefined) return observed(failure, announced, memory);
    return afterError(convergence, error, { before: memory, after: announced }, context);
  }
}

function observed(look: Exclude<Look, { kind: 'change' }>, memory: Memory, before: Memory): Observation {
  switch (look.kind) {
    case 'wait': {
      const { checkpoint, ...rest } = running(
        withFacts(memory, look.facts ?? {}),
        look.progress,
        look.lookAgainInSeconds,
      );
      return canonicalJson(checkpoint) === canonicalJson(before) ? rest : { ...rest, checkpoint };
    }
    case 'done':
      return { kind: 'succeeded', outputs: look.outputs, resources: look.resources };
    case 'failed': {
      const { code, message, retryable, resources } = look;
      return { kind: 'failed', failure: { code, message, retryable }, resources };
    }
  }
}

/** @param memory - as it was before the call that failed, and as it is after it */
function afterError(
  convergence: Convergence,
  error: unknown,
  memory: { readonly before: Memory; readonly after: Memory },
  context: OperationContext,
): Observation {
  context.signal.throwIfAborted();
  return refusalOf(error) === 'final'
    ? refused(convergence, error, memory.before)
    : later(convergence, error, troubled(memory.after), context);
}

/** Throttled, out of quota or without an answer: the next look tells what happened. */
function later({ resources, unit }: Convergence, error: unknown, memory: Memory, { key }: OperationContext) {
  const detail = `waiting to try again: ${errorText(error)}`;
  const progress = { done: 0, total: resources.length, unit, detail };
  return running(memory, progress, backoffSeconds(key, memory.troubles));
}

/** AWS said no. After earlier changes of this attempt, what became of each resource is not known. */
function refused({ resources }: Convergence, error: unknown, { sent }: Memory): Observation {
  const reason = errorText(error);
  const [state, status] = sent > 0 ? (['unknown', 'not-confirmed'] as const) : (['failed', 'refused'] as const);
  return {
    kind: 'failed',
    failure: { code: 'refused', message: reason, retryable: false },
    resources: resources.map((id) => ({ id, state, status, reason })),
  };
}

const running = (checkpoint: Memory, progress: Progress, lookAgainInSeconds: number) => ({
  kind: 'running' as const,
  progress,
  checkpoint,
  lookAgainInSeconds,
});
