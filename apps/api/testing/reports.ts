import { gateId, waveId, type ExecutionReport, type GateReport } from '@breakwater/core';
import { anExecutionId, T0 } from '@breakwater/core/testing';

/** An approval that waits, at revision 3. */
export const aGate = (over: Partial<GateReport> = {}): GateReport => ({
  id: gateId('approval.configure'),
  kind: 'approval',
  waveId: waveId('configure'),
  stepId: null,
  status: 'waiting',
  verdict: null,
  openedAt: T0,
  closedAt: null,
  closedBy: null,
  note: null,
  deadline: null,
  overdue: false,
  waitsFor: '1 recovery-manager',
  instructions: null,
  approvals: [],
  actions: ['approve', 'reject'],
  revision: 3,
  ...over,
});

/** The report of a running drill that waits at {@link aGate}. */
export const aReport = (over: Partial<ExecutionReport> = {}): ExecutionReport => ({
  execution: {
    id: anExecutionId(),
    plan: 'payments',
    planVersion: 1,
    mode: 'drill',
    intent: 'planned',
    status: 'waiting',
    outcome: null,
    simulated: true,
    incident: null,
    reason: null,
    requestedBy: { subject: 'local:ana', assurance: 'local' },
    requestedAt: T0,
    startedAt: T0,
    completedAt: null,
    of: null,
  },
  objectives: {
    rtoMinutes: 60,
    rtoActualSeconds: null,
    rtoMet: null,
    rpoMinutes: 5,
    rpoActualSeconds: null,
    rpoMet: null,
    notProven: [],
    humanWaitSeconds: 0,
  },
  waves: [],
  findings: [],
  gates: [aGate()],
  exceptions: [],
  failures: [],
  criticalPath: { waves: [], idealSeconds: null, makespanSeconds: null },
  exists: [],
  aws: { callCount: 0, byOperation: {}, throttled: 0 },
  ...over,
});
