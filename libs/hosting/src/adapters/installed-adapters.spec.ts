import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { installedAdapters } from './installed-adapters.ts';

const LIBS = join(import.meta.dirname, '../../../../libs');
/** It waits, asks nothing of AWS and cannot fail: there is nothing for the contract to hold it to. */
const WITHOUT_AWS = ['built-in'];
const technologies = installedAdapters()
  .adapters.map(({ technology }) => technology)
  .filter((technology) => !WITHOUT_AWS.includes(technology));

/** The last argument of a run for some operations only, beside the one for all. */
const SOME_OPERATIONS = /,\s*\[[^\]]*\],?\s*\);\s*$/;

/** Every spec of the technology's project, as text. */
const specsOf = (technology: string): string[] =>
  globSync(`adapters/${technology}/src/**/*.spec.ts`, { cwd: LIBS }).map((file) =>
    readFileSync(join(LIBS, file), 'utf8'),
  );

describe('the adapters of this build', () => {
  it('are those that plans may name', () => {
    expect(technologies).toEqual(['drs', 'database', 'application', 'infrastructure']);
  });

  // The suite itself fails when an operation of the adapter has no case.
  it.each(technologies)('%s runs the contract suite of adapters, with the adapter that is installed', (technology) => {
    const runs = specsOf(technology)
      .filter((text) => /^technologyAdapterContract\(/m.test(text))
      .filter((text) => !SOME_OPERATIONS.test(text));
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatch(new RegExp(`^technologyAdapterContract\\(\\s*'[^']+',\\s*${technology}Adapter\\(\\)`, 'm'));
  });

  it('has an operation without AWS only where nothing can go wrong', () => {
    const operations = installedAdapters()
      .adapters.filter(({ technology }) => WITHOUT_AWS.includes(technology))
      .flatMap((adapter) => adapter.operations.map(({ name }) => name));
    expect(operations).toEqual(['wait']);
  });
});
