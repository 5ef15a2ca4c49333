import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ENGINES } from './engines.ts';
import { UNSUPPORTED } from './moto/unsupported.ts';
import { judged } from './run-suite.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Without the spaces that align its tables. */
const PAGE = readFileSync(join(ROOT, 'docs/conformance.md'), 'utf8').replaceAll(/ {2,}/g, ' ');
/** `localstack-core==4.9.2`, in a requirements file. */
const PINNED = /^([A-Za-z0-9_-]+)==(\S+) \\$/gm;

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const pinned = (file: string, name: string) =>
  [...read(file).matchAll(PINNED)].find(([, found]) => found === name)?.[2];

describe('docs/conformance.md', () => {
  it('names every engine by what --only takes', () => {
    for (const { name, title } of ENGINES) expect(PAGE).toContain(`| ${title} | \`${name}\` |`);
  });

  it('gives the versions that are pinned', () => {
    const dynamoDbLocal = /<artifactId>DynamoDBLocal<\/artifactId>\s*<version>(.+)<\/version>/.exec(
      read('engines/dynamodb-local/pom.xml'),
    )?.[1];
    expect(PAGE).toContain(`\`com.amazonaws:DynamoDBLocal\` ${dynamoDbLocal}`);
    const localStack = pinned('engines/localstack/requirements.txt', 'localstack-core');
    expect(PAGE).toContain(`\`localstack-core\` ${localStack}`);
    expect(PAGE).toContain(`\`moto\` ${pinned('engines/moto/requirements.txt', 'moto')}`);
  });

  it('lists what moto does in another way, and only that', () => {
    const listed = PAGE.split('\n').filter((line) => /^\| (database|application|sessions)\b/.test(line));
    expect(listed).toEqual(UNSUPPORTED.map(({ what, reason }) => `| ${what} | ${reason} |`));
  });
});

describe('the engines', () => {
  it('have the files that pin them, and suites of projects that are there', () => {
    for (const { pins, suites } of ENGINES) {
      for (const pin of pins) expect(existsSync(join(import.meta.dirname, pin))).toBe(true);
      for (const { project } of suites) expect(existsSync(join(ROOT, project, 'jest.config.js'))).toBe(true);
    }
  });

  it('are each given conformance specs, and every such spec has an engine', () => {
    const specs = globSync('{libs,apps,tools}/**/*.conformance.spec.ts', {
      cwd: ROOT,
      exclude: (entry) => entry === 'node_modules',
    });
    const patterns = ENGINES.flatMap(({ suites }) =>
      suites.flatMap(({ project, pattern }) => (pattern === undefined ? [] : [`${project}/${pattern}`])),
    );
    expect(specs.filter((spec) => !patterns.some((pattern) => spec.startsWith(pattern)))).toEqual([]);
    for (const pattern of patterns) expect(specs.some((spec) => spec.startsWith(pattern))).toBe(true);
  });
});

describe('a suite of tests', () => {
  const counts = { passed: 2, failed: 0, skipped: 1 };

  it('counts as Jest counted it', () => {
    expect(judged(counts, 0)).toEqual(counts);
    expect(judged({ ...counts, failed: 3 }, 1)).toEqual({ ...counts, failed: 3 });
  });

  it.each([
    ['ended before it could count', undefined, 1],
    ['ran nothing', { passed: 0, failed: 0, skipped: 4 }, 0],
    ['was ended by a signal', undefined, null],
    ['ended with an error although nothing failed', counts, 1],
  ])('has failed when it %s', (_case, known, exitCode) => {
    expect(judged(known, exitCode).failed).toBe(1);
  });
});
