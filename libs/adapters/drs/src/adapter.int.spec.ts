import { stepId, type Observation } from '@breakwater/core';
import {
  technologyAdapterContract,
  type AnyOperationRequest,
  type AwsWrite,
  type OperationWorld,
  type Scenario,
} from '@breakwater/core/testing/contracts';
import { anEstate, aSourceServer } from '@breakwater/simulator/testing';
import {
  aKeepRequest,
  aProfiledEstate,
  aProfiledRequest,
  aRecoverRequest,
  aReturningEstate,
  aReturnRequest,
  begunLaunch,
  drillServers,
  openDrsWorld,
  ORIGIN,
  recoverForReal,
  reverseAll,
  runStep,
  serverIds,
  textsOf,
  type DrsWorld,
} from '../testing/index.ts';
import { drsAdapter } from './adapter.ts';

const PROTECTION: ReadonlySet<string> = new Set(['drs:ReverseReplication', 'drs:StopReplication']);
const NAMES = ['app-1', 'app-2', 'app-3'];
const REASON = 'no capacity for the instance type';

const estateFor = (scenario: Scenario) =>
  anEstate({
    servers: NAMES.map((name) =>
      aSourceServer({
        name,
        ...(scenario === 'failing' && name === 'app-2' && { launch: { fails: REASON, times: 1 } }),
      }),
    ),
  });

/** What the simulator has written down since the world was set up, in the contract's words. */
function operationWorld(world: DrsWorld, request: AnyOperationRequest, effectOf: EffectOf): OperationWorld {
  const setUp = world.simulator.control.writes().length;
  const writes = (): AwsWrite[] =>
    world.simulator.control
      .writes()
      .slice(setUp)
      .filter(({ operation }) => !operation.startsWith('sts:'))
      .map(({ operation, resources }) => ({
        operation,
        resources,
        // What protects a server is production's.
        touches: PROTECTION.has(operation) ? 'production' : 'own',
      }));
  return {
    request,
    openWorker: async () => ({
      adapter: drsAdapter(),
      aws: world.clients(),
      clock: world.clock,
      close: async () => undefined,
    }),
    writes: async () => writes(),
    effects: async () => {
      const effects: Record<string, number> = {};
      for (const { operation, resources } of writes()) {
        for (const effect of effectOf(operation, resources)) effects[effect] = (effects[effect] ?? 0) + 1;
      }
      return effects;
    },
    drive: (work) => world.clock.drive(work),
    mend: async () => world.simulator.control.clearFaults(),
    close: () => world.close(),
  };
}

type EffectOf = (operation: string, resources: readonly string[]) => string[];

const launches: EffectOf = (operation, resources) =>
  operation === 'drs:StartRecovery' ? resources.filter((id) => id.startsWith('s-')).map((id) => `launch of ${id}`) : [];

const terminations: EffectOf = (operation, resources) =>
  operation === 'drs:TerminateRecoveryInstances'
    ? resources.filter((id) => id.startsWith('i-')).map((id) => `termination of ${id}`)
    : [];

async function openRecovery(scenario: Scenario): Promise<OperationWorld> {
  const world = await openDrsWorld(estateFor(scenario));
  return operationWorld(world, aRecoverRequest(serverIds(NAMES)), launches);
}

async function openTermination(scenario: Scenario): Promise<OperationWorld> {
  const world = await openDrsWorld(estateFor('healthy'));
  const ids = recoveredInstances(await runStep(world, 'recover', aRecoverRequest(serverIds(NAMES))));
  if (scenario === 'failing') {
    const code = 'AccessDeniedException';
    world.simulator.control.setFault({
      kind: 'refused',
      operation: 'drs:TerminateRecoveryInstances',
      code,
      message: REASON,
    });
  }
  const request = aRecoverRequest([], {
    stepId: stepId('clean-up'),
    params: { recoveryInstanceIds: ids },
    resources: ids.map((id) => ({ id })),
  });
  return operationWorld(world, request, terminations);
}

function recoveredInstances(end: Observation): string[] {
  if (end.kind !== 'succeeded') throw new TypeError(`the recovery ended ${end.kind}`);
  return end.resources.flatMap(({ facts }) => {
    const id = facts?.['recoveryInstanceId'];
    return typeof id === 'string' ? [id] : [];
  });
}

const reversals: EffectOf = (operation, resources) =>
  operation === 'drs:ReverseReplication'
    ? resources.filter((id) => id.startsWith('i-')).map((id) => `reversal of ${id}`)
    : [];

/** A world in which the servers were recovered, and can return. */
async function openRecovered(launch?: NonNullable<Parameters<typeof aSourceServer>[0]>['failback']) {
  const servers = NAMES.map((name) => aSourceServer({ name, ...(name === 'app-2' && launch && { failback: launch }) }));
  const world = await openDrsWorld(aReturningEstate(servers));
  const { trace } = await recoverForReal(world, NAMES);
  return { world, recoveryInstanceIds: textsOf(trace.outputs['recoveryInstanceIds']) };
}

async function openReversal(scenario: Scenario): Promise<OperationWorld> {
  const { world, recoveryInstanceIds } = await openRecovered();
  if (scenario === 'failing') {
    const code = 'AccessDeniedException';
    world.simulator.control.setFault({ kind: 'refused', operation: 'drs:ReverseReplication', code, message: REASON });
  }
  const request = aReturnRequest({
    stepId: stepId('return'),
    params: { recoveryInstanceIds },
    resources: recoveryInstanceIds.map((id) => ({ id })),
  });
  return operationWorld(world, request, reversals);
}

async function openFailback(scenario: Scenario): Promise<OperationWorld> {
  const launch = scenario === 'failing' ? { launch: { fails: REASON, times: 1 } } : undefined;
  const { world, recoveryInstanceIds } = await openRecovered(launch);
  const sourceServerIds = await reverseAll(world, recoveryInstanceIds);
  const request = aReturnRequest({
    stepId: stepId('launch'),
    target: ORIGIN,
    params: { sourceServerIds },
    resources: sourceServerIds.map((id) => ({ id })),
  });
  return operationWorld(world, request, launches);
}

const restorations: EffectOf = (operation, resources) =>
  operation === 'ec2:ModifyLaunchTemplate' ? resources.map((id) => `restoration of ${id}`) : [];

async function openRestoration(scenario: Scenario): Promise<OperationWorld> {
  const world = await openDrsWorld(aProfiledEstate(NAMES));
  const profiled = aProfiledRequest(NAMES);
  await begunLaunch(world, profiled);
  await world.clock.advance(1_200);
  if (scenario === 'failing') {
    const code = 'UnauthorizedOperation';
    world.simulator.control.setFault({
      ...{ kind: 'refused', operation: 'ec2:ModifyLaunchTemplate', code, message: REASON, httpStatus: 403 },
    });
  }
  const ids = serverIds(NAMES);
  const request = aRecoverRequest(ids, {
    stepId: stepId('restore'),
    params: { sourceServerIds: ids, ofExecution: profiled.executionId, ofStep: profiled.stepId },
  });
  return operationWorld(world, request, restorations);
}

const stops: EffectOf = (operation, resources) =>
  operation === 'drs:StopReplication' ? resources.map((id) => `stop of ${id}`) : [];

async function openStop(scenario: Scenario): Promise<OperationWorld> {
  const { world, recoveryInstanceIds } = await openRecovered();
  const sourceServerIds = await reverseAll(world, recoveryInstanceIds);
  if (scenario === 'failing') {
    const code = 'AccessDeniedException';
    world.simulator.control.setFault({ kind: 'refused', operation: 'drs:StopReplication', code, message: REASON });
  }
  const request = aReturnRequest({
    stepId: stepId('stop'),
    target: ORIGIN,
    params: { sourceServerIds },
    resources: sourceServerIds.map((id) => ({ id })),
  });
  return operationWorld(world, request, stops);
}

const keepings: EffectOf = (operation, resources) =>
  operation === 'ec2:CreateTags' || operation === 'ec2:DeleteTags'
    ? resources.map((id) => `${operation} of ${id}`)
    : [];

async function openKeep(scenario: Scenario): Promise<OperationWorld> {
  const world = await openDrsWorld(estateFor('healthy'));
  const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
  if (scenario === 'failing') {
    const code = 'UnauthorizedOperation';
    world.simulator.control.setFault({
      ...{ kind: 'refused', operation: 'ec2:CreateTags', code, message: REASON, httpStatus: 403 },
    });
  }
  return operationWorld(world, aKeepRequest(ids, { resources: ids.map((id) => ({ id })) }), keepings);
}

technologyAdapterContract('DRS', drsAdapter(), {
  'restore-launch-settings': { open: openRestoration, failureReason: REASON },
  'keep-recovery-instances': { open: openKeep, failureReason: REASON },
  recover: { open: openRecovery, failureReason: REASON },
  'reverse-replication': { open: openReversal, failureReason: REASON },
  failback: { open: openFailback, failureReason: REASON },
  'stop-replication': { open: openStop, failureReason: REASON },
  'terminate-recovery-instances': { open: openTermination, failureReason: REASON },
});
