import type { StepId } from './ids.ts';

/**
 * Something that validation has to say. An `error` stops a drill; in a recovery a person may accept it by id
 * and reason, unless it is `absolute` (it would harm what is alive, or nothing can come of it).
 */
export interface Finding {
  /** Stable within one plan version, so that it can be accepted by id: `<code>[:<subject>]`. */
  readonly id: string;
  /** Kebab-case kind, for instance `server-has-no-recovery-point`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly absolute: boolean;
  /** What is wrong, the value, what to do; lower case, no full stop. */
  readonly message: string;
  readonly stepId?: StepId;
  /** The resource it is about, as the technology names it (`s-…`). */
  readonly resource?: string;
}

/** What an operation says of a finding; the rest follows. */
export interface FindingFacts {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  /** Nobody can accept it away. @default false */
  readonly absolute?: boolean;
  /** What it is about; the step itself when left out. */
  readonly resource?: string;
}

/** A finding of a step, with an id that stays the same as long as its code and subject do. */
export const finding = (stepId: StepId, { absolute = false, ...facts }: FindingFacts): Finding => ({
  id: `${facts.code}:${facts.resource ?? stepId}`,
  absolute,
  stepId,
  ...facts,
});

/** A fault of the plan document: where it is and what is wrong. */
export interface PlanFault {
  /** Kebab-case kind, for instance `unknown-operation`. */
  readonly code: string;
  /** Path in the document, `waves[1].steps[0].params.sourceServerIds`. Empty for the document as a whole. */
  readonly path: string;
  /** 1-based line and column in the source text, when the plan came as text. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}
