/** A definition as it comes over the wire, as far as this engine looks into it. */
export interface PlayedScope {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, PlayedState>>;
}

export interface PlayedState {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
  readonly Retry?: readonly PlayedRetrier[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly MaxConcurrency?: number;
  readonly Error?: string;
  readonly Cause?: string;
  readonly ItemProcessor?: PlayedScope & { readonly ProcessorConfig?: { readonly Mode?: string } };
}

interface PlayedRetrier {
  readonly IntervalSeconds?: number;
  readonly MaxDelaySeconds?: number;
}

/** A task state, by its name, which is unique in a machine. */
export interface PlayedTask {
  readonly activityArn: string;
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
}

/** Of the interpreter's own timer, which ends in 24 days; time-outs are kept by this engine instead. */
const NEVER_SECONDS = 2_147_483;
const MOST_CHILDREN = 10_000;
const MAP_RUN_FAILED = 'States.ExceedToleratedFailureThreshold';

/** All task states, those inside of Maps included. */
export function tasksIn({ States }: PlayedScope): ReadonlyMap<string, PlayedTask> {
  const entries = Object.entries(States).flatMap(([name, state]): [string, PlayedTask][] => [
    ...(state.ItemProcessor === undefined ? [] : tasksIn(state.ItemProcessor)),
    ...(state.Type === 'Task' && state.Resource !== undefined
      ? [[name, taskOf(state.Resource, state)] as [string, PlayedTask]]
      : []),
  ]);
  return new Map(entries);
}

const taskOf = (activityArn: string, state: PlayedState): PlayedTask => ({
  activityArn,
  ...(state.TimeoutSeconds !== undefined && { timeoutSeconds: state.TimeoutSeconds }),
  ...(state.HeartbeatSeconds !== undefined && { heartbeatSeconds: state.HeartbeatSeconds }),
});

/**
 * The definition as aws-local-stepfunctions has to read it to behave like AWS: it knows no distributed Maps, whose
 * items it would run 40 at a time and whose errors it would pass on by name, and it times tasks out itself.
 *
 * @param scale - wall seconds for each second between retries
 */
export function playable(scope: PlayedScope, scale: number): PlayedScope {
  const states = Object.entries(scope.States).flatMap(([name, state]) => playableState(name, state, scale));
  return { ...scope, States: Object.fromEntries(states) };
}

function playableState(name: string, state: PlayedState, scale: number): [string, PlayedState][] {
  const scaled = {
    ...state,
    ...(state.Retry !== undefined && { Retry: state.Retry.map((rule) => scaledRetrier(rule, scale)) }),
  };
  if (state.Type === 'Task') return [[name, { ...scaled, TimeoutSeconds: NEVER_SECONDS }]];
  if (state.ItemProcessor === undefined) return [[name, scaled]];
  const map = { ...scaled, ItemProcessor: { ...state.ItemProcessor, ...playable(state.ItemProcessor, scale) } };
  return state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED' ? distributed(name, map) : [[name, map]];
}

/** An error of a child execution reaches the Map under one name, whatever it was. */
function distributed(name: string, map: PlayedState): [string, PlayedState][] {
  const failed = `${name}: Map Run failed`;
  const told = (map.Catch ?? []).filter(({ ErrorEquals }) =>
    ErrorEquals.some((error) => error === MAP_RUN_FAILED || error === 'States.ALL'),
  );
  const Catch = [
    ...told.map((catcher) => ({ ...catcher, ErrorEquals: ['States.ALL'] })),
    { ErrorEquals: ['States.ALL'], Next: failed },
  ];
  return [
    [name, { ...map, MaxConcurrency: MOST_CHILDREN, Catch }],
    [failed, { Type: 'Fail', Error: MAP_RUN_FAILED, Cause: 'a child execution of the Map Run failed' }],
  ];
}

const scaledRetrier = (retrier: PlayedRetrier, scale: number): PlayedRetrier => ({
  ...retrier,
  IntervalSeconds: (retrier.IntervalSeconds ?? 1) * scale,
  ...(retrier.MaxDelaySeconds !== undefined && { MaxDelaySeconds: retrier.MaxDelaySeconds * scale }),
});
