import { parseArgs } from 'node:util';
import { measureDecider } from './history/measure-decider.ts';
import { measureLoading } from './history/measure-loading.ts';
import type { Outcome } from './output/measurement.ts';
import { measureEdges, measureGates } from './orchestration/measure-delays.ts';
import { humanText, jsonText, verdict } from './output/print.ts';
import { measureRecovery } from './recovery/measure-recovery.ts';
import { PATH_BINDING, QUOTA_BINDING } from './recovery/scenario.ts';
import { measureStepRequests } from './requests/measure-step-requests.ts';
import { measureAppends } from './stores/measure-appends.ts';

const BENCHMARKS = [
  { name: 'decider', measure: measureDecider },
  { name: 'loading', measure: measureLoading },
  { name: 'appends', measure: measureAppends },
  { name: 'edges', measure: measureEdges },
  { name: 'gates', measure: measureGates },
  { name: 'step-requests', measure: measureStepRequests },
  { name: 'path-binding', measure: () => measureRecovery(PATH_BINDING) },
  { name: 'quota-binding', measure: () => measureRecovery(QUOTA_BINDING) },
];

/** Runs the benchmarks one after the other, so that they do not disturb each other. Exit code 1: a bound does not hold. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
  });
  const outcomes: Outcome[] = [];
  for (const { name, measure } of chosen(values.only)) {
    process.stderr.write(`measuring ${name} …\n`);
    outcomes.push(await measure());
  }
  process.stdout.write(`${values.json ? jsonText(outcomes) : humanText(outcomes)}\n`);
  if (values.json) process.stderr.write(`${verdict(outcomes).join('\n')}\n`);
  if (outcomes.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

/** @throws RangeError for a name that is none of a benchmark */
function chosen(only: readonly string[] | undefined) {
  const unknown = (only ?? []).filter((wanted) => !BENCHMARKS.some(({ name }) => name === wanted));
  if (unknown.length > 0) {
    throw new RangeError(
      `no benchmark ${unknown.join(', ')}: there are ${BENCHMARKS.map(({ name }) => name).join(', ')}`,
    );
  }
  return BENCHMARKS.filter(({ name }) => only?.includes(name) ?? true);
}

await main();
