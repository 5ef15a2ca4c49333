import type { JsonObject, Observation, ResourceOutcome } from '@breakwater/core';
import { grouped } from '../steps/findings.ts';
import { allInstances } from '../targets/instance-choice.ts';
import type { InvocationState } from './invocation-state.ts';
import type { RunCommandOutputs, RunCommandRequest } from './params.ts';

/** Characters of a command's output that a reason repeats: its end, where what went wrong tends to stand. */
const OUTPUT_IN_REASON = 300;

/** The end of the step: how it ended on each of its instances, those of earlier attempts included. */
export function conclude(request: RunCommandRequest, states: ReadonlyMap<string, InvocationState>): Observation {
  const previous = new Map((request.previous ?? []).map((outcome) => [outcome.id, outcome]));
  const names = new Map(request.resources.map(({ id, name }) => [id, name]));
  const resources = allInstances(request).map((id): ResourceOutcome => {
    const state = states.get(id);
    if (state === undefined) return previous.get(id) ?? untouched(id);
    const name = names.get(id);
    return { id, ...(name !== undefined && { name }), ...outcomeOf(state, request) };
  });
  const outputs = outputsOf(resources);
  const bad = resources.filter(({ state }) => state !== 'succeeded');
  if (bad.length === 0) return { kind: 'succeeded', outputs, resources };
  const reasons = grouped(bad.map(({ reason, status }) => reason ?? status));
  const failure = {
    code: 'instances-failed',
    message: `${bad.length} of ${resources.length} instances failed: ${reasons}`,
    // On an instance where it may still be running, the same command must not be started a second time.
    retryable: bad.every(({ state }) => state === 'failed'),
  };
  return { kind: 'failed', failure, outputs, resources };
}

const untouched = (id: string): ResourceOutcome => ({
  id,
  state: 'unknown',
  status: 'not-attempted',
  reason: 'no attempt has acted on it',
});

type Rest = Omit<ResourceOutcome, 'id' | 'name'>;

function outcomeOf(state: InvocationState, { params }: RunCommandRequest): Rest {
  switch (state.kind) {
    case 'waiting':
    case 'running':
      return { state: 'unknown', status: state.kind };
    case 'ended':
      return { state: state.mayHaveRun ? 'unknown' : 'failed', status: state.status, reason: state.reason };
    case 'puzzling':
      return {
        state: 'unknown',
        status: 'unknown',
        reason: `Systems Manager gives the unknown status ${state.view.status}`,
        facts: factsOf(state),
      };
    case 'succeeded':
      return { state: 'succeeded', status: 'success', facts: factsOf(state, params.captureOutput) };
    case 'failed':
      return {
        state: state.mayStillRun ? 'unknown' : 'failed',
        status: statusWord(state.view.details),
        reason: reasonOf(state.view),
        facts: factsOf(state, params.captureOutput),
      };
  }
}

/** `Execution Timed Out` as reports write it: `execution-timed-out`. */
const statusWord = (details: string): string =>
  details
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .replaceAll(' ', '-');

type Invoked = Extract<InvocationState, { kind: 'succeeded' | 'failed' | 'puzzling' }>;

function reasonOf({ details, exitCode, output }: Invoked['view']): string {
  const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  const words = output === '' ? '' : `: ${output.slice(-OUTPUT_IN_REASON)}`;
  return `${details}${code}${words}`;
}

const factsOf = ({ commandId, view: { exitCode, output } }: Invoked, withOutput = false): JsonObject => ({
  commandId,
  ...(exitCode !== undefined && { exitCode }),
  ...(withOutput && { output }),
});

function outputsOf(resources: readonly ResourceOutcome[]): RunCommandOutputs {
  const results = resources.map(({ id: instanceId, status, facts = {} }) => {
    const { exitCode, output } = facts;
    return {
      instanceId,
      status,
      ...(typeof exitCode === 'number' && { exitCode }),
      ...(typeof output === 'string' && { output }),
    };
  });
  const commandIds = resources.flatMap(({ facts }) =>
    typeof facts?.['commandId'] === 'string' ? [facts['commandId']] : [],
  );
  return { commandIds: [...new Set(commandIds)].sort(), results };
}
