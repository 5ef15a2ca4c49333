import type { ExecutionId, StepId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Intent, Mode } from '../shared/modes.ts';

/** What somebody asked for. Part of the first event, so that the history stands alone. */
export interface ExecutionRequest {
  readonly plan: string;
  readonly planVersion: number;
  /** Hash of that version of the plan. */
  readonly planHash: string;
  readonly mode: Mode;
  readonly intent: Intent;
  readonly incident?: string;
  readonly reason?: string;
  /** When the disaster was declared; RTO counts from here where the plan says so. */
  readonly declaredAt?: Instant;
  readonly parameters: JsonObject;
  readonly only?: { readonly waves: readonly string[] };
  readonly acceptFindings: readonly AcceptedFinding[];
  /** The execution that this one cleans up, rolls back, returns from or keeps something of. */
  readonly of?: ExecutionId;
  /** Of a keep: the steps of the drill whose instances stay. */
  readonly steps?: readonly StepId[];
  /** AWS is simulated; recorded by the composition root. */
  readonly simulated: boolean;
}

export interface AcceptedFinding {
  readonly id: string;
  readonly reason: string;
}
