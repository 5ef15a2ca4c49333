import { executionId, stepId, type OperationRequest, type Target } from '@breakwater/core';
import { anOperationRequest } from '@breakwater/core/testing';
import { sourceServerId, type Estate, type Simulator } from '@breakwater/simulator';
import { anEstate, type aSourceServer } from '@breakwater/simulator/testing';
import { EXECUTION, ORIGIN_REGION, TARGET, type DrsWorld } from './drs-world.ts';
import { runStep } from './run-step.ts';

type SourceServerSpec = ReturnType<typeof aSourceServer>;

/** Ids of the simulated servers of these names in the target. */
export const serverIds = (names: readonly string[]): string[] =>
  names.map((name) => sourceServerId({ accountId: TARGET.account, region: TARGET.region }, name)).sort();

/** Recovers these servers in a drill; `facts` tell the operating system. */
export function aRecoverRequest(ids: readonly string[], over: Partial<OperationRequest> = {}): OperationRequest {
  return anOperationRequest({
    executionId: EXECUTION,
    stepId: stepId('app-servers'),
    target: TARGET,
    originRegion: ORIGIN_REGION,
    params: { sourceServerIds: [...ids] },
    resources: ids.map((id) => ({ id, facts: { os: 'linux' } })),
    ...over,
  });
}

/** How often each source server was launched, by the simulator's own books. */
export function launchCounts(simulator: Simulator): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sourceServerId: id } of simulator.control.launches()) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

/** An estate whose servers can return: DRS is initialized in their Region of origin, too. */
export function aReturningEstate(servers: readonly SourceServerSpec[]): Estate {
  const estate = anEstate({ servers: [...servers] });
  return {
    ...estate,
    accounts: estate.accounts.map((account) =>
      account.id === TARGET.account
        ? { ...account, regions: [...(account.regions ?? []), { region: ORIGIN_REGION, drs: {} }] }
        : account,
    ),
  };
}

/** Where a failback launches. */
export const ORIGIN: Target = { account: TARGET.account, region: ORIGIN_REGION };

/** Recovers these servers for real. @returns the step's end, for what follows from it */
export async function recoverForReal(world: DrsWorld, names: readonly string[]) {
  const request = aRecoverRequest(serverIds(names), { mode: 'recovery', stepId: stepId('recovered') });
  const end = await runStep(world, 'recover', request);
  if (end.kind !== 'succeeded') throw new TypeError(`the recovery ended ${end.kind}`);
  return { request, trace: { resources: end.resources, outputs: end.outputs, captured: {} } };
}

/** Launches these servers in a drill. @returns the step's end, for what follows from it */
export async function drillServers(world: DrsWorld, names: readonly string[]) {
  const request = aRecoverRequest(serverIds(names));
  const end = await runStep(world, 'recover', request);
  if (end.kind !== 'succeeded') throw new TypeError(`the drill ended ${end.kind}`);
  const trace = { resources: end.resources, outputs: end.outputs, captured: {} };
  return { request, trace, recoveryInstanceIds: textsOf(end.outputs['recoveryInstanceIds']).sort() };
}

/** The execution by which {@link aKeepRequest} keeps what {@link EXECUTION} launched. */
export const KEEPER = executionId('keep-000001');

/** Keeps a drill's instances for real. */
export const aKeepRequest = (
  recoveryInstanceIds: readonly string[],
  over: Partial<OperationRequest> = {},
): OperationRequest =>
  aRecoverRequest([], {
    executionId: KEEPER,
    stepId: stepId('app-servers-keep'),
    mode: 'keep',
    params: { recoveryInstanceIds: [...recoveryInstanceIds], ofExecution: EXECUTION },
    ...over,
  });

/** What the simulator's EC2 has of these instances: whether they run, how they are tagged and protected. */
export const machinesOf = ({ simulator }: DrsWorld, ids: readonly string[]) =>
  simulator.control
    .state()
    .places.flatMap(({ ec2Instances }) => ec2Instances)
    .filter(({ id }) => ids.includes(id))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** A step of a failback: it leaves the recovery Region. */
export const aReturnRequest = (over: Partial<OperationRequest>): OperationRequest =>
  aRecoverRequest([], { mode: 'failback', originRegion: TARGET.region, ...over });

/** Replicates what was recovered back, and waits until it is ready. @returns the reversed source servers */
export async function reverseAll(world: DrsWorld, recoveryInstanceIds: readonly string[]): Promise<string[]> {
  const request = aReturnRequest({
    stepId: stepId('reversed'),
    params: { recoveryInstanceIds: [...recoveryInstanceIds] },
  });
  const end = await runStep(world, 'reverse-replication', request);
  if (end.kind !== 'succeeded') throw new TypeError(`the reversal ended ${end.kind}`);
  return textsOf(end.outputs['sourceServerIds']);
}

/** A list of texts in a step's outputs. */
export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
