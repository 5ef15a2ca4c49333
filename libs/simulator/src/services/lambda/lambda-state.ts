import type { LambdaFunctionSpec, LambdaSpec } from '../../estate/application-schema.ts';

/** One run of a function. */
export interface FunctionRun {
  /** Simulated time, ISO 8601. */
  readonly at: string;
  readonly functionName: string;
  readonly type: 'RequestResponse' | 'Event';
  readonly payload: string;
  readonly result: string;
  readonly isError: boolean;
  readonly durableName?: string;
}

/** What a durable execution answered, for whoever starts it again. */
export interface DurableRun {
  readonly payload: string;
  readonly arn: string;
  readonly result: { readonly payload: string; readonly isError: boolean };
}

/** The functions of one account and Region. */
export interface LambdaState {
  readonly functions: ReadonlyMap<string, LambdaFunctionSpec>;
  /** When sleeping functions are ready, by name; simulated epoch milliseconds. */
  readonly wakesAt: Map<string, number>;
  readonly timesUsed: Map<object, number>;
  readonly durable: Map<string, DurableRun>;
  readonly runs: FunctionRun[];
}

export function emptyLambda(spec: LambdaSpec = {}): LambdaState {
  return {
    functions: new Map((spec.functions ?? []).map((entry) => [entry.name, entry])),
    wakesAt: new Map(),
    timesUsed: new Map(),
    durable: new Map(),
    runs: [],
  };
}
