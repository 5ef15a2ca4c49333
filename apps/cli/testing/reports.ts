import { executionId, gateId, stepId, waveId, type ExecutionReport, type ExistingResource } from '@breakwater/core';
import { aGateReport, aReport, aStepReport, at, aWaveReport, launched } from './a-report.ts';

const NO_CAPACITY = 'InsufficientInstanceCapacity: there is no capacity for m6i.4xlarge in us-west-2b';
const FAILED_SERVER = { id: 's-pay0000000000000a', name: 'pay-app-48', status: 'failed', reason: NO_CAPACITY };

const left = (count: number, over: Partial<ExistingResource> = {}): ExistingResource[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'drs recovery instance',
    id: `i-0${String(index).padStart(16, '0')}`,
    account: '333344445555',
    region: 'us-west-2',
    step: stepId('app-servers'),
    from: null,
    kept: false,
    ...over,
  }));

const directoryWave = aWaveReport({
  id: waveId('foundation'),
  steps: [aStepReport({ id: stepId('directory'), resources: launched('dc', 4) })],
});
const failedStep = aStepReport({
  status: 'failed',
  attempts: 2,
  startedAt: at(360),
  completedAt: at(1000),
  reason: `1 of 48 servers failed: ${NO_CAPACITY}`,
  resources: [...launched('app', 47), FAILED_SERVER],
});
const failures = [{ reason: NO_CAPACITY, step: stepId('app-servers'), resources: [FAILED_SERVER.id] }];

export const cleanDrill: ExecutionReport = aReport({ exists: left(52) });

/** Of a drill's instances, those of one step were kept for real. */
export const keptDrill: ExecutionReport = aReport({
  execution: {
    id: executionId('01jd8sb1k2-90d4'),
    mode: 'keep',
    reason: 'us-east-1 is dark, the ledger goes on from here',
    of: executionId('01jd8qv3c5-7f3a'),
    steps: [stepId('app-servers')],
  },
  objectives: { rtoActualSeconds: null, rtoMet: null, rpoActualSeconds: null, rpoMet: null },
  waves: [
    aWaveReport({
      completedAt: at(13),
      steps: [aStepReport({ id: stepId('app-servers-keep'), completedAt: at(13), resources: launched('app', 3) })],
    }),
  ],
  exists: left(3, { kept: true }),
});

export const degradedDrill: ExecutionReport = aReport({
  execution: { outcome: 'degraded', simulated: true },
  objectives: {
    rtoMet: null,
    rpoActualSeconds: 2040,
    rpoMet: false,
    notProven: [stepId('dns')],
    humanWaitSeconds: 130,
  },
  waves: [
    directoryWave,
    aWaveReport({ startedAt: at(360), completedAt: at(1000), steps: [{ ...failedStep, status: 'accepted' }] }),
  ],
  failures,
  exceptions: [
    {
      step: stepId('app-servers'),
      resource: FAILED_SERVER.id,
      reason: `let pass by --approve in a simulated run: ${NO_CAPACITY}`,
      acceptedBy: 'simulated:person-1',
      at: at(990),
    },
  ],
  findings: [
    {
      id: 'lag-beyond-rpo:s-rep0000000000000c',
      code: 'lag-beyond-rpo',
      severity: 'warning',
      absolute: false,
      message: 'server report-12 is 34 min behind, the objective is 5 min: expect to lose that much',
      stepId: stepId('reporting'),
      resource: 's-rep0000000000000c',
    },
  ],
  exists: [...left(47), ...left(4, { account: '222233334444', step: stepId('directory') })],
});

export const failedRecovery: ExecutionReport = aReport({
  execution: {
    mode: 'recovery',
    intent: 'unplanned',
    status: 'failed',
    outcome: null,
    incident: 'INC-4711',
    reason: 'us-east-1 dark',
  },
  objectives: { rtoMet: false, rtoActualSeconds: 3900, rpoActualSeconds: null, rpoMet: null },
  waves: [
    directoryWave,
    aWaveReport({ status: 'failed', startedAt: at(360), completedAt: at(1000), steps: [failedStep] }),
    aWaveReport({
      id: waveId('traffic'),
      status: 'not-run',
      dependsOn: [waveId('servers')],
      startedAt: null,
      completedAt: null,
      steps: [
        aStepReport({
          id: stepId('dns'),
          status: 'not-run',
          exercised: null,
          attempts: 0,
          startedAt: null,
          completedAt: null,
          reason: 'the wave servers failed',
          resources: [],
        }),
      ],
    }),
  ],
  failures,
  exists: left(51),
});

export const cancelledDrill: ExecutionReport = aReport({
  execution: { status: 'cancelled', outcome: null },
  objectives: { rtoMet: null, notProven: [stepId('app-servers')] },
  waves: [
    directoryWave,
    aWaveReport({
      status: 'not-run',
      startedAt: null,
      completedAt: null,
      steps: [
        aStepReport({
          status: 'not-run',
          exercised: null,
          startedAt: null,
          completedAt: null,
          reason: 'the execution was cancelled',
          resources: [],
        }),
      ],
    }),
  ],
  exists: left(4),
});

export const rejectedDrill: ExecutionReport = aReport({
  execution: { status: 'rejected', outcome: null, startedAt: null, completedAt: at(20) },
  objectives: { rtoActualSeconds: null, rtoMet: null, rpoActualSeconds: null, rpoMet: null },
  waves: [],
  criticalPath: { waves: [], idealSeconds: null, makespanSeconds: null },
  findings: [
    {
      id: 'account-access:333344445555',
      code: 'account-access',
      severity: 'error',
      absolute: true,
      message:
        'role arn:aws:iam::333344445555:role/breakwater/BreakwaterSpoke cannot be assumed: let it trust this hub',
    },
    {
      id: 'group-outside-expect:payments-app',
      code: 'group-outside-expect',
      severity: 'error',
      absolute: false,
      message: 'protection group payments-app has 39 servers, 40 to 60 are expected: look for a lost tag',
      stepId: stepId('app-servers'),
    },
  ],
});

export const rejectedRecovery: ExecutionReport = {
  ...rejectedDrill,
  execution: { ...rejectedDrill.execution, mode: 'recovery', intent: 'unplanned' },
  findings: rejectedDrill.findings.slice(1),
};

const decision = aGateReport({
  id: gateId('decision.app-servers.1'),
  kind: 'decision',
  waveId: waveId('servers'),
  stepId: stepId('app-servers'),
  openedAt: at(980),
  deadline: null,
  waitsFor: 'a recovery-manager or an operator',
  instructions: `1 of 48 servers were not recovered: ${NO_CAPACITY} (1)`,
  actions: ['retry', 'skip', 'done-by-hand', 'fail'],
});

export const waitingRecovery: ExecutionReport = aReport({
  execution: {
    mode: 'recovery',
    intent: 'unplanned',
    status: 'waiting',
    outcome: null,
    completedAt: null,
    incident: 'INC-4711',
    reason: 'us-east-1 dark',
    engine: { name: 'hub-west', epoch: 2 },
  },
  objectives: { rtoMet: null, rtoActualSeconds: 1790, rpoActualSeconds: null, rpoMet: null },
  criticalPath: { makespanSeconds: 1790 },
  waves: [
    directoryWave,
    aWaveReport({
      status: 'waiting',
      startedAt: at(360),
      completedAt: null,
      steps: [{ ...failedStep, status: 'deciding', completedAt: null }],
    }),
    aWaveReport({
      id: waveId('traffic'),
      status: 'waiting',
      startedAt: null,
      completedAt: null,
      steps: [
        aStepReport({
          id: stepId('tell-branches'),
          technology: 'manual',
          operation: 'task',
          status: 'pending',
          exercised: null,
          attempts: 0,
          startedAt: null,
          completedAt: null,
          resources: [],
        }),
      ],
    }),
  ],
  failures,
  gates: [
    decision,
    aGateReport({
      openedAt: at(990),
      overdue: true,
      deadline: at(1700),
      approvals: [{ subject: 'local:ben', at: at(1500) }],
    }),
  ],
  exists: left(51),
});

const runningSteps = [
  aStepReport({
    id: stepId('middleware'),
    startedAt: at(360),
    completedAt: at(560),
    resources: launched('mq', 12),
  }),
  aStepReport({
    status: 'running',
    startedAt: at(560),
    completedAt: null,
    estimateSeconds: 400,
    progress: { done: 16, total: 48, unit: 'servers', detail: '30 converting, 2 waiting for the job quota' },
    resources: [],
  }),
];

export const runningDrill: ExecutionReport = aReport({
  execution: { status: 'running', outcome: null, completedAt: null, simulated: true },
  objectives: { rtoMet: null, rtoActualSeconds: 700 },
  criticalPath: { makespanSeconds: 690 },
  waves: [
    directoryWave,
    aWaveReport({
      status: 'running',
      dependsOn: [waveId('foundation')],
      startedAt: at(360),
      completedAt: null,
      steps: runningSteps,
    }),
    aWaveReport({
      id: waveId('batch'),
      status: 'pending',
      dependsOn: [waveId('servers')],
      startedAt: null,
      completedAt: null,
      steps: [
        aStepReport({
          id: stepId('batch'),
          status: 'pending',
          exercised: null,
          attempts: 0,
          startedAt: null,
          completedAt: null,
          estimateSeconds: 300,
          resources: [],
        }),
      ],
    }),
  ],
});
