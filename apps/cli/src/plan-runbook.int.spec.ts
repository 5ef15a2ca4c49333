import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { planRunbook } from '@breakwater/application';
import type { RecoveryPlan } from '@breakwater/core';
import { compositionRoot } from './composition/index.ts';

const FILE = join(import.meta.dirname, '../../../examples/plans/core-banking.yaml');
const TEXT = readFileSync(FILE, 'utf8');
const PLAN = parse(TEXT) as RecoveryPlan;

const root = compositionRoot({ adapterPackages: '', folder: import.meta.dirname });
const adapters = await root.installedAdapters();
const plan = await root.checkPlanText(TEXT, FILE);

function runbookOf(mode: 'recovery' | 'drill', intent: 'planned' | 'unplanned'): string {
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const written = planRunbook(plan.value, adapters, { mode, intent });
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  return written.value;
}

/** The section of each step, by its id and in the order of the page. */
const sections = (page: string): ReadonlyMap<string, string> =>
  new Map(
    page
      .split(/^### /m)
      .slice(1)
      .map((section) => [section.split(':')[0] ?? '', section.split(/^## /m)[0] ?? '']),
  );
const commandsIn = (section: string): string[] =>
  [...section.matchAll(/^ {2}```sh\n(.*?)^ {2}```/gms)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );

describe.each([
  ['recovery', 'planned'],
  ['recovery', 'unplanned'],
  ['drill', 'planned'],
] as const)('the runbook of core-banking for a %s, %s', (mode, intent) => {
  const page = runbookOf(mode, intent);
  const byStep = sections(page);
  const steps = PLAN.waves.flatMap((wave) => wave.steps);
  const run = steps.filter(({ when }) => when?.intent?.includes(intent) ?? true);

  it('has every step that runs, after those that it follows', () => {
    expect([...byStep.keys()].toSorted()).toEqual(run.map(({ id }) => id).toSorted());
    const order = [...byStep.keys()];
    for (const { id, after = [] } of run) {
      for (const earlier of after) expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(id));
    }
  });

  it('has exact commands for each step of an adapter, in its Region and with a profile of its account', () => {
    for (const { id, technology } of run.filter((step) => step.technology !== 'manual')) {
      const section = byStep.get(id) ?? '';
      const commands = commandsIn(section);
      expect({ id, technology, count: commands.length > 0 }).toEqual({ id, technology, count: true });
      expect(section).toMatch(/In account and Region (\d{12})\/us-west-2\. First: `export AWS_PROFILE=\1`/);
      for (const command of commands.filter((line) => line.startsWith('aws'))) {
        // A switchover is asked of the primary, which is still in the Region that is left.
        expect(command).toMatch(id === 'ledger-planned' ? /--region us-(?:west-2|east-1)/ : /--region us-west-2/);
      }
    }
  });

  it('leaves nothing to a shell that it cannot know', () => {
    expect(page).not.toContain('${');
    for (const word of page.match(/\b[A-Z]+_SERVERS_[A-Z0-9_]+\b/g) ?? []) {
      expect(page).toContain(`In place of ${word} write`);
    }
    for (const word of page.match(/\bEACH_ID_OF_[A-Z_]+\b/g) ?? []) {
      expect(page).toContain(`Where a command below says ${word}`);
    }
  });

  it("has the plan's own values, and says whose credentials are needed", () => {
    for (const value of [
      'cluster:ledger-west',
      'sg-0123456789abcdef0',
      'payments-west/696eaa740e0c1a58',
      'Z0EXAMPLE',
    ]) {
      expect(page).toContain(value);
    }
    for (const account of ['111122223333', '222233334444', '333344445555', '444455556666']) {
      expect(page).toContain(`AWS_PROFILE=${account} aws sts get-caller-identity`);
    }
  });

  it('keeps the lines of a manual task in one box', () => {
    expect(byStep.get('tell-branches')).toContain(
      '- [ ] Call the branch hotline: payments are about to open again.\n  Note the time and who took the call. (owner: duty-manager',
    );
  });
});
