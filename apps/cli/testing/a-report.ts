import {
  executionId,
  gateId,
  stepId,
  waveId,
  type ExecutionReport,
  type GateReport,
  type Instant,
  type StepReport,
  type WaveReport,
} from '@breakwater/core';

/** 02:00:00 on the day of all tests, and so many seconds later. */
export const at = (seconds: number): Instant =>
  new Date(Date.UTC(2026, 10, 23, 2, 0, 0) + seconds * 1000).toISOString() as Instant;

type Resource = StepReport['resources'][number];

/** So many servers that were launched. */
export const launched = (prefix: string, count: number): Resource[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `s-${prefix.padEnd(15, '0').slice(0, 15)}${String(index + 1).padStart(2, '0')}`,
    name: `${prefix}-${index + 1}`,
    status: 'launched',
  }));

export const aStepReport = (over: Partial<StepReport> = {}): StepReport => ({
  id: stepId('app-servers'),
  technology: 'drs',
  operation: 'recover',
  status: 'succeeded',
  exercised: true,
  attempts: 1,
  startedAt: at(60),
  completedAt: at(360),
  reason: null,
  progress: null,
  estimateSeconds: 300,
  resources: launched('app', 3),
  ...over,
});

export const aWaveReport = (over: Partial<WaveReport> = {}): WaveReport => ({
  id: waveId('servers'),
  status: 'completed',
  dependsOn: [],
  startedAt: at(60),
  completedAt: at(360),
  steps: [aStepReport()],
  ...over,
});

export const aGateReport = (over: Partial<GateReport> = {}): GateReport => ({
  id: gateId('approval.traffic'),
  kind: 'approval',
  waveId: waveId('traffic'),
  stepId: null,
  status: 'waiting',
  verdict: null,
  openedAt: at(400),
  closedAt: null,
  closedBy: null,
  note: null,
  deadline: at(2200),
  overdue: false,
  waitsFor: '1 recovery-manager',
  instructions: 'Compare the balances before traffic moves',
  approvals: [],
  actions: ['approve', 'reject', 'extend'],
  revision: 1,
  ...over,
});

type Parts = Partial<Omit<ExecutionReport, 'execution' | 'objectives' | 'criticalPath'>> & {
  readonly execution?: Partial<ExecutionReport['execution']>;
  readonly objectives?: Partial<ExecutionReport['objectives']>;
  readonly criticalPath?: Partial<ExecutionReport['criticalPath']>;
};

/** A drill that ended clean, with the parts that matter to a test replaced. */
export const aReport = ({ execution, objectives, criticalPath, ...over }: Parts = {}): ExecutionReport => ({
  execution: {
    id: executionId('01jd8qv3c5-7f3a'),
    plan: 'core-banking',
    planVersion: 3,
    mode: 'drill',
    intent: 'planned',
    status: 'completed',
    outcome: 'clean',
    simulated: false,
    incident: null,
    reason: null,
    requestedBy: { subject: 'local:ana', assurance: 'local' },
    requestedAt: at(0),
    startedAt: at(10),
    completedAt: at(1000),
    steps: null,
    of: null,
    engine: { name: 'embedded', epoch: 1 },
    ...execution,
  },
  objectives: {
    rtoMinutes: 60,
    rtoActualSeconds: 990,
    rtoMet: true,
    rpoMinutes: 5,
    rpoActualSeconds: 41,
    rpoMet: true,
    notProven: [],
    humanWaitSeconds: 0,
    ...objectives,
  },
  waves: [
    aWaveReport({
      id: waveId('foundation'),
      steps: [aStepReport({ id: stepId('directory'), resources: launched('dc', 4) })],
    }),
    aWaveReport({
      dependsOn: [waveId('foundation')],
      startedAt: at(360),
      completedAt: at(1000),
      steps: [aStepReport({ startedAt: at(360), completedAt: at(1000), resources: launched('app', 48) })],
    }),
  ],
  findings: [],
  gates: [],
  exceptions: [],
  failures: [],
  criticalPath: {
    waves: [waveId('foundation'), waveId('servers')],
    idealSeconds: 940,
    makespanSeconds: 990,
    ...criticalPath,
  },
  exists: [],
  aws: { callCount: 73, byOperation: { 'drs:StartRecovery': 3, 'drs:DescribeJobs': 70 }, throttled: 0 },
  ...over,
});
