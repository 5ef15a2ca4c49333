import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AggregatedResult } from '@jest/reporters';
import { countsLine, type Counts } from './counts.ts';

/**
 * Ends a Jest run with its counts: as a line for people, and as a file that `npm test` adds up. The file is a declared
 * output of the Nx target, so a run that Nx replays from its cache still counts.
 */
export default class CountsReporter {
  readonly #resultsFile: string;

  constructor(_globalConfig: unknown, options: { readonly resultsFile: string }) {
    this.#resultsFile = options.resultsFile;
  }

  onRunComplete(_contexts: unknown, results: AggregatedResult): void {
    const counts = countsOf(results);
    mkdirSync(dirname(this.#resultsFile), { recursive: true });
    writeFileSync(this.#resultsFile, `${JSON.stringify(counts)}\n`);
    // At exit, because Jest's own summary is written after every other reporter and the counts are to be the last line.
    process.once('exit', () => process.stdout.write(`${countsLine(counts)}\n`));
  }
}

/** A file that could not even be loaded has no tests of its own, yet it must not pass for nothing: it counts as one failure. */
function countsOf(results: AggregatedResult): Counts {
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
