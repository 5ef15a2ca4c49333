import assert from 'node:assert/strict';
import { due, type Gate, secondsBetween } from '@breakwater/core';
import { aFailedEnd, anAnswer, anEnd, anOutcome, aStart } from '../builders/commands.ts';
import { RESOURCES } from './graphs.ts';
import { PEOPLE } from './people.ts';
import type { World } from './world.ts';

/** More turns than any graph of the model needs. */
const PATIENCE = 1000;

/**
 * Does what is due and answers what waits until the execution has ended: the least that every host promises.
 *
 * @param fails - consulted at each step's end; must not say yes for ever
 */
export function settle(world: World, fails: () => boolean): void {
  // Time may have passed while an engine looked that had no say any more.
  if (!world.isOver) world.submit({ type: 'tick' });
  for (let turn = 0; !world.isOver; turn += 1) {
    assert.ok(turn < PATIENCE, 'the execution never ends');
    const moved = workOn(world, fails) || waitFor(world) || answerOne(world);
    assert.ok(moved, 'nothing can be done, and the execution has not ended');
  }
}

function workOn(world: World, fails: () => boolean): boolean {
  const next = due(world.state, world.now).find((directive) => directive.kind === 'run-step');
  if (next?.kind !== 'run-step') return false;
  const state = world.running?.run.steps[next.stepId];
  if (state?.kind !== 'running') return world.submit(aStart(next.stepId, world.claim(next.stepId)));
  const resources = RESOURCES.map((id) => anOutcome(id));
  return world.submit(fails() ? aFailedEnd(next.stepId, {}, state) : anEnd(next.stepId, { resources }, state));
}

/** A time limit that is over and rejects answers for people; others leave the question open. */
function waitFor(world: World): boolean {
  const next = due(world.state, world.now).find((directive) => directive.kind === 'look-again');
  if (next?.kind !== 'look-again') return false;
  world.pass(secondsBetween(world.now, next.at));
  return world.submit({ type: 'tick' });
}

const ANSWERS = {
  approval: 'approve',
  pause: 'approve',
  hold: 'approve',
  decision: 'retry',
  manual: 'done-by-hand',
} as const;

function answerOne(world: World): boolean {
  const gates = Object.values(world.running?.run.gates ?? {});
  const waiting = gates.filter(({ state }) => state.kind === 'waiting');
  const answer = (gate: Gate) => anAnswer(gate.id, ANSWERS[gate.subject.kind]);
  return waiting.some((gate) => PEOPLE.some((person) => world.submit(answer(gate), person)));
}
