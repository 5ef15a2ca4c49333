import type {
  AgentSpec,
  AutomationStepSpec,
  CommandOutcomeSpec,
  SsmDocumentSpec,
  SsmParameterSpec,
  SsmSpec,
} from '../../estate/application-schema.ts';

/** How an invocation ended, or that it never will. */
export interface InvocationEnd {
  readonly status: 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
  readonly details: string;
  /** -1 when nothing was started. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly at: number;
}

/** A command on one instance. Instants are simulated epoch milliseconds. */
export interface Invocation {
  readonly instanceId: string;
  readonly instanceName: string;
  /** Before this, the API says that the invocation does not exist. */
  readonly visibleAt: number;
  startedAt?: number;
  cancellingAt?: number;
  end?: InvocationEnd;
  /** What a fault does to it. */
  readonly isStuck: boolean;
  readonly delayMs: number;
  readonly plannedFailure?: string;
}

export interface Command {
  readonly id: string;
  readonly order: number;
  readonly document: CommandDocument;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly instanceIds: readonly string[];
  readonly targets: readonly CommandTarget[];
  readonly requestedAt: number;
  readonly deliveryTimeoutSeconds: number;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly invocations: readonly Invocation[];
}

export interface CommandTarget {
  readonly Key: string;
  readonly Values: readonly string[];
}

export interface CommandDocument {
  readonly name: string;
  readonly platforms: readonly string[];
  readonly parameters: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly plugins: readonly string[];
  readonly executionTimeoutSeconds: number;
}

export interface AutomationStep {
  readonly spec: AutomationStepSpec;
  readonly id: string;
  /** Milliseconds that it runs. */
  readonly lengthMs: number;
  readonly fails: boolean;
}

export interface Automation {
  readonly id: string;
  readonly order: number;
  readonly document: SsmDocumentSpec;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly executedBy: string;
  readonly requestedAt: number;
  readonly steps: readonly AutomationStep[];
  readonly isStuck: boolean;
  /** Absent while it queues. */
  startedAt?: number;
  stopped?: { readonly at: number; readonly type: 'Complete' | 'Cancel' };
}

/** The Systems Manager of one account and Region. */
export interface SsmState {
  readonly documents: ReadonlyMap<string, SsmDocumentSpec>;
  readonly parameters: ReadonlyMap<string, SsmParameterSpec>;
  readonly agents: readonly AgentSpec[];
  readonly outcomes: readonly CommandOutcomeSpec[];
  /** How often each outcome, and each failing step of an automation, has happened. */
  readonly timesUsed: Map<object, number>;
  readonly commands: Map<string, Command>;
  readonly automations: Map<string, Automation>;
  /** Automations by their client token, with the request it was first used for. */
  readonly tokens: Map<string, { readonly request: string; readonly automationId: string }>;
  readonly quotas: { readonly runningAutomations: number; readonly queuedAutomations: number };
}

/** A Systems Manager without commands and automations. */
export function emptySsm(spec: SsmSpec = {}): SsmState {
  return {
    documents: new Map((spec.documents ?? []).map((document) => [document.name, document])),
    parameters: new Map((spec.parameters ?? []).map((parameter) => [parameter.name, parameter])),
    agents: spec.agents ?? [],
    outcomes: spec.commandOutcomes ?? [],
    timesUsed: new Map(),
    commands: new Map(),
    automations: new Map(),
    tokens: new Map(),
    quotas: { runningAutomations: 100, queuedAutomations: 5_000, ...spec.quotas },
  };
}

/** Whether something that happens only so many times still does; counts it. */
export function takeTurn({ timesUsed }: Pick<SsmState, 'timesUsed'>, what: object, times = Infinity): boolean {
  const used = timesUsed.get(what) ?? 0;
  if (used >= times) return false;
  timesUsed.set(what, used + 1);
  return true;
}
