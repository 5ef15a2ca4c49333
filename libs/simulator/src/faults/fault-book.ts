import { Compile } from 'typebox/compile';

import type { Draws } from '../draws.ts';
import { FaultSpec } from '../estate/fault-schema.ts';
import { matchesWildcards } from '../world/policy.ts';

/** A fault that hits one call. */
export interface FaultStrike {
  readonly id: string;
  readonly spec: FaultSpec;
}

/** A fault that is switched on, and what it has done. */
export interface ActiveFault {
  readonly id: string;
  readonly spec: FaultSpec;
  /** Calls that matched, those it let pass included. */
  seenCount: number;
  strikeCount: number;
}

/** What the faults of a call are looked up by. */
export interface FaultTarget {
  /** `drs:StartRecovery`. */
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  /** Ids that the request names. */
  readonly resources: readonly string[];
}

/** What an operation offers to faults. */
export interface FaultableOperation {
  readonly operation: string;
  readonly startsJob: boolean;
  /** Whether parts of that job can fail. */
  readonly hasParts: boolean;
  readonly hasStatus: boolean;
}

/** A fault that could never strike, or is not well formed. */
export class FaultRefusedError extends Error {
  override readonly name = 'FaultRefusedError';
}

const validator = Compile(FaultSpec);

/** The faults that are switched on, in the order in which they were set. */
export class FaultBook {
  readonly #draws: Draws;
  readonly #operations: readonly FaultableOperation[];
  readonly #active = new Map<string, ActiveFault>();
  #nextNumber = 1;

  constructor(draws: Draws, operations: readonly FaultableOperation[], specs: readonly FaultSpec[]) {
    this.#draws = draws;
    this.#operations = operations;
    for (const spec of specs) this.set(spec);
  }

  /**
   * Switches a fault on.
   *
   * @returns its id; one that is in use is replaced
   * @throws {@link FaultRefusedError}
   */
  set(spec: unknown): string {
    if (!validator.Check(spec)) {
      const reasons = validator.Errors(spec).map((error) => `${error.instancePath} ${error.message}`.trim());
      throw new FaultRefusedError(`not a fault: ${reasons.join('; ')}`);
    }
    this.#refuseUseless(spec);
    const id = spec.id ?? this.#freeId();
    this.#active.set(id, { id, spec: { ...spec, id }, seenCount: 0, strikeCount: 0 });
    return id;
  }

  /** @returns whether there was one of this id */
  remove(id: string): boolean {
    return this.#active.delete(id);
  }

  clear(): void {
    this.#active.clear();
  }

  list(): ActiveFault[] {
    return [...this.#active.values()].map((fault) => ({ ...fault }));
  }

  /** The faults that hit this call, up to the first that ends it. */
  strike(target: FaultTarget): FaultStrike[] {
    const strikes: FaultStrike[] = [];
    for (const fault of this.#active.values()) {
      if (!matches(fault.spec, target) || !this.#hits(fault, target)) continue;
      strikes.push(fault);
      if (endsCall(fault.spec)) break;
    }
    return strikes;
  }

  #hits(fault: ActiveFault, target: FaultTarget): boolean {
    const { skip = 0, count = Infinity, probability = 1 } = fault.spec;
    fault.seenCount += 1;
    if (fault.seenCount <= skip || fault.strikeCount >= count) return false;
    const key = [fault.id, target.operation, target.account, target.region, ...target.resources, fault.seenCount];
    if (this.#draws.unit(key) >= probability) return false;
    fault.strikeCount += 1;
    return true;
  }

  #refuseUseless({ kind, operation, jobSeconds, server, resource }: FaultSpec): void {
    if (server !== undefined && resource !== undefined)
      throw new FaultRefusedError('a fault is narrowed by server or by resource, not by both');
    const named = this.#operations.filter((candidate) => matchesWildcards(operation, candidate.operation));
    if (named.length === 0) throw new FaultRefusedError(`no operation of the simulator matches ${operation}`);
    const needsJob = kind === 'stuck' || kind === 'partial' || (kind === 'late' && jobSeconds !== undefined);
    const canStrike = named.some(({ startsJob, hasParts }) => (kind === 'partial' ? hasParts : startsJob));
    if (needsJob && !canStrike) {
      throw new FaultRefusedError(`${operation} starts no job that could be ${kind}`);
    }
    if (kind === 'unknown-status' && !named.some(({ hasStatus }) => hasStatus)) {
      throw new FaultRefusedError(`${operation} answers no status that could be unknown`);
    }
  }

  #freeId(): string {
    while (this.#active.has(`fault-${this.#nextNumber}`)) this.#nextNumber += 1;
    return `fault-${this.#nextNumber}`;
  }
}

function endsCall({ kind }: FaultSpec): boolean {
  return kind === 'refused' || kind === 'throttled' || kind === 'lost-before';
}

function matches(spec: FaultSpec, target: FaultTarget): boolean {
  const wanted = faultedResource(spec);
  return (
    matchesWildcards(spec.operation, target.operation) &&
    (spec.account === undefined || spec.account === target.account) &&
    (spec.region === undefined || spec.region === target.region) &&
    // A status is rewritten for the one resource, whatever the request asks for.
    (wanted === undefined || spec.kind === 'unknown-status' || target.resources.includes(wanted))
  );
}

/** The one resource that a fault is narrowed to, if it is. */
export function faultedResource({ server, resource }: FaultSpec): string | undefined {
  return server ?? resource;
}
