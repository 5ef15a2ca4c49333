import {
  decide,
  evolve,
  initialExecution,
  instantAt,
  type Actor,
  type Execution,
  type ExecutionCommand,
  type ExecutionEvent,
  type Instant,
} from '@breakwater/core';
import {
  aFailedEnd,
  anActor,
  anAnswer,
  anEnd,
  anOutcome,
  aPreparation,
  aRequest,
  aStageGraph,
  aStart,
  type UnsignedCommand,
} from '@breakwater/core/testing';

/** Waves one after the other; every step fails some times, and a person asks for another attempt. */
export interface LongExecutionShape {
  readonly waves: number;
  readonly stepsPerWave: number;
  readonly attempts: number;
  readonly serversPerStep: number;
}

/** Some 4,600 events on 100 steps: a long recovery in which nearly everything went wrong ten times. */
export const LONG: LongExecutionShape = { waves: 10, stepsPerWave: 10, attempts: 11, serversPerStep: 5 };

/** A little more than 10,000 events. */
export const VERY_LONG: LongExecutionShape = { ...LONG, waves: 25 };

const T0 = Date.UTC(2026, 0, 5, 9);
const COMMAND_EVERY_MILLISECONDS = 1000;
const OPERATOR: Actor = anActor();

/** The commands of the whole execution, in order. */
export function commandsOf({ waves, stepsPerWave, attempts, serversPerStep }: LongExecutionShape): UnsignedCommand[] {
  const stepsOf = (wave: number): string[] => Array.from({ length: stepsPerWave }, (_, step) => `step-${wave}-${step}`);
  const waveNumbers = Array.from({ length: waves }, (_, wave) => wave);
  const graph = aStageGraph(
    waveNumbers.map((wave) => ({
      id: `wave-${wave}`,
      dependsOn: wave === 0 ? [] : [`wave-${wave - 1}`],
      steps: stepsOf(wave),
    })),
  );
  const resources = Array.from({ length: serversPerStep }, (_, server) => anOutcome(`s-${server}`));
  const attemptsOf = (step: string): UnsignedCommand[] =>
    Array.from({ length: attempts }, (_, index) => index + 1).flatMap((attempt): UnsignedCommand[] => {
      const start = aStart(step, attempt);
      const at = { attempt, epoch: attempt };
      if (attempt === attempts) return [start, anEnd(step, { resources }, at)];
      return [start, aFailedEnd(step, { resources }, at), anAnswer(`decision.${step}.${attempt}`, 'retry')];
    });
  return [aRequest(), aPreparation(graph), ...waveNumbers.flatMap(stepsOf).flatMap(attemptsOf)];
}

/**
 * Decides every command and folds what it changes, as the application does.
 *
 * @returns the events of each command
 * @throws Error when a command is refused, or the execution does not end
 */
export function play(commands: readonly UnsignedCommand[]): ExecutionEvent[][] {
  let execution: Execution = initialExecution;
  const commits = commands.map((command, index) => {
    const events = decided(execution, { ...command, by: OPERATOR }, instantAt(T0 + index * COMMAND_EVERY_MILLISECONDS));
    execution = events.reduce(evolve, execution);
    return [...events];
  });
  if (execution.kind !== 'ended') throw new Error(`the long execution is ${execution.kind} at its end`);
  return commits.filter((events) => events.length > 0);
}

function decided(execution: Execution, command: ExecutionCommand, now: Instant): readonly ExecutionEvent[] {
  const decision = decide(execution, command, now);
  if (!decision.ok) throw new Error(`${command.type} is refused: ${decision.error.code}, ${decision.error.message}`);
  return decision.value;
}
