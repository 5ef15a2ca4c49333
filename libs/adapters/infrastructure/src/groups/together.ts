import type { Json, JsonObject, Observation, ResourceOutcome } from '@breakwater/core';
import type { Convergence, Look } from '../steps/converge.ts';
import type { Memory } from '../steps/memory.ts';

/** One resource of a group, and how it is brought about. */
export interface Member {
  readonly id: string;
  readonly convergence: Convergence;
}

/** The name under which something of a group's member is captured. */
export const captureName = (name: string, id: string): string => `${name} of ${id}`;

/**
 * Brings about all members of a group. Each look changes one of them at most; what fails leaves the others to go on, and
 * the step ends when nothing is left to change or to wait for.
 *
 * @param before - outcomes of members that this attempt is not about
 */
export function together(members: readonly Member[], before: readonly ResourceOutcome[]): Convergence {
  async function look(memory: Memory): Promise<Look> {
    const looks: (readonly [Member, Look])[] = [];
    for (const member of members) {
      const seen = await member.convergence.look(memory);
      if (seen.kind === 'change') return changeOf(member, seen, looks.length);
      looks.push([member, seen]);
    }
    const waiting = looks.find(([, { kind }]) => kind === 'wait');
    if (waiting?.[1].kind === 'wait')
      return { ...waiting[1], progress: progress(waiting[0], waiting[1], doneIn(looks)) };
    return concluded(looks);
  }

  const changeOf = (member: Member, change: Extract<Look, { kind: 'change' }>, done: number): Look => ({
    ...change,
    progress: progress(member, change, done),
    captures: Object.fromEntries(
      Object.entries(change.captures ?? {}).map(([name, value]) => [captureName(name, member.id), value ?? null]),
    ),
  });

  const progress = ({ id }: Member, { progress: of }: { readonly progress: Progress }, done: number): Progress => ({
    done,
    total: members.length,
    unit: 'resources',
    detail: of.detail === undefined ? id : `${id}: ${of.detail}`,
  });

  function concluded(looks: readonly (readonly [Member, Look])[]): Look {
    const outcomes = looks.map(([{ id }, seen]) => outcomeOf(id, seen));
    const resources = [...before, ...outcomes];
    const failures = looks.flatMap(([{ id }, seen]) => (seen.kind === 'failed' ? [{ id, seen }] : []));
    const [first] = failures;
    if (first === undefined) return { kind: 'done', outputs: mergedOutputs(looks), resources };
    return {
      kind: 'failed',
      code: first.seen.code,
      message: failures.map(({ id, seen }) => `${id}: ${seen.message}`).join('; '),
      retryable: failures.some(({ seen }) => seen.retryable),
      resources,
    };
  }

  return { resources: members.map(({ id }) => id), unit: 'resources', look };
}

type Progress = Extract<Observation, { kind: 'running' }>['progress'];

const doneIn = (looks: readonly (readonly [Member, Look])[]): number =>
  looks.filter(([, { kind }]) => kind === 'done').length;

function outcomeOf(id: string, look: Look): ResourceOutcome {
  if (look.kind === 'failed') return { id, state: 'failed', status: look.code, reason: look.message };
  return { id, state: 'succeeded', status: statusOf(look) };
}

const statusOf = (look: Look): string =>
  look.kind === 'done' ? [...new Set(look.resources.map(({ status }) => status))].join(', ') : 'as-wanted';

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Lists of all members in one; what each has one of has no place in the outputs of a group. */
function mergedOutputs(looks: readonly (readonly [Member, Look])[]): JsonObject {
  const merged: Record<string, Json[]> = {};
  for (const outputs of looks.flatMap(([, seen]) => (seen.kind === 'done' ? [seen.outputs] : []))) {
    for (const [name, value] of Object.entries(outputs)) {
      if (!isList(value)) continue;
      merged[name] = [...new Set([...(merged[name] ?? []), ...value])];
    }
  }
  return merged;
}
