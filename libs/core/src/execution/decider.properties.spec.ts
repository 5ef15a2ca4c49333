import assert from 'node:assert/strict';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { aPreparation, aRequest } from '@breakwater/core/testing';
import { aGraph } from '../../testing/execution-model/graphs.ts';
import { aMove, lastWords, type Move } from '../../testing/execution-model/moves.ts';
import { settle } from '../../testing/execution-model/settle.ts';
import { World } from '../../testing/execution-model/world.ts';
import type { StageGraph } from '../compile/stage-graph.ts';

const SEED = 20_261_123;

function aRunning(graph: StageGraph): World {
  const world = new World();
  assert.ok(world.submit(aRequest()));
  assert.ok(world.submit(aPreparation(graph)));
  return world;
}

const moves = (maxLength: number) => fc.array(aMove, { maxLength, size: 'max' });

/** Every commit on the way is checked by the world itself: see `requirements.ts`. */
const play = (graph: StageGraph, schedule: readonly Move[]): World => {
  const world = aRunning(graph);
  for (const move of schedule) move(world);
  return world;
};

describe('an execution, whatever is done to it', () => {
  it('keeps its promises at every commit', () => {
    fc.assert(
      fc.property(aGraph, moves(120), (graph, schedule) => {
        play(graph, schedule);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('ends once what is open is worked on and answered', () => {
    fc.assert(
      fc.property(aGraph, moves(30), fc.array(fc.boolean(), { maxLength: 12 }), (graph, schedule, failures) => {
        const world = play(graph, schedule);
        const left = [...failures];
        settle(world, () => left.shift() ?? false);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('never changes again once it has ended', () => {
    fc.assert(
      fc.property(aGraph, moves(10), (graph, schedule) => {
        const world = play(graph, schedule);
        settle(world, () => false);
        for (const command of lastWords(world))
          assert.equal(world.submit(command), false, `${command.type} was accepted`);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('ends clean when everything succeeds, nobody objects and nothing is left out', () => {
    fc.assert(
      fc.property(aGraph, (graph) => {
        const world = aRunning(graph);
        settle(world, () => false);
        const rejects = graph.waves.some(
          ({ approval }) => approval?.timeoutSeconds !== undefined && approval.onTimeout === 'reject',
        );
        fc.pre(!rejects);
        assert.deepEqual(world.state.kind === 'ended' && [world.state.status, world.state.outcome], [
          'completed',
          'clean',
        ]);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
