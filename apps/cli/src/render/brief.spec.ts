import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { installedAdapters } from '@breakwater/hosting';
import { compositionRoot } from '../composition/index.ts';
import { expectGolden } from '../../testing/golden.ts';
import { recoveryBrief, type BriefInput } from './brief.ts';
import { faultLines } from './plan-faults.ts';
import { plainPaint } from './paint.ts';

const PLANS = join(import.meta.dirname, '../../../../examples/plans');

const root = compositionRoot({ adapterPackages: '', folder: PLANS });

async function planOf(name: string): Promise<BriefInput['plan']> {
  const checked = await root.checkPlanText(readFileSync(join(PLANS, name), 'utf8'), name);
  if (!checked.ok) throw new Error(`${name} has faults`);
  return checked.value;
}

const input: BriefInput = {
  plan: await planOf('core-banking.yaml'),
  adapters: installedAdapters(),
  intent: 'unplanned',
  incident: 'INC-4711',
  reason: 'us-east-1 dark',
  simulated: false,
  parameters: {},
};

describe('the brief before a recovery', () => {
  it('says what will happen, where, what cannot be taken back and what people must do', () => {
    expectGolden('brief', recoveryBrief(input, plainPaint));
  });

  it('names what is left out, and the account that was given', () => {
    const lines = recoveryBrief(
      { ...input, simulated: true, only: ['branches'], parameters: { branchesAccount: '999988887777' } },
      plainPaint,
    );
    expect(lines).toContain('  wave traffic (not asked for)');
    expect(lines.some((line) => line.includes('999988887777'))).toBe(true);
    expect(lines[1]).toContain('SIMULATED RECOVERY');
  });
});

describe('what the brief says can not be taken back', () => {
  const adapters = installedAdapters();
  const operations = adapters.adapters.flatMap(({ technology, operations: each }) =>
    each.map((operation) => ({ technology, operation, id: `${technology}-${operation.name}` })),
  );
  const steps = operations.map(({ id, technology, operation: { name } }) => ({ id, technology, operation: name }));
  const plan = { ...input.plan, order: 'listed' as const, waves: [{ id: 'all', steps }] };

  it('is what the manifests say, for every operation that is installed', () => {
    const lines = recoveryBrief({ ...input, plan }, plainPaint);
    const named = (words: RegExp) => lines.flatMap((line) => words.exec(line)?.[1]?.split(', ') ?? []).sort();
    const declared = (is: (reversible: (typeof operations)[number]['operation']['reversible']) => boolean) =>
      operations
        .filter(({ operation }) => is(operation.reversible))
        .map(({ id }) => id)
        .sort();
    expect(declared((reversible) => reversible === 'no').length).toBeGreaterThan(0);
    expect(named(/^ {2}(\S+): cannot be taken back/)).toEqual(declared((reversible) => reversible === 'no'));
    expect(named(/^ {2}(\S+): can be taken back until/)).toEqual(
      declared((reversible) => typeof reversible === 'object'),
    );
  });
});

describe('the faults of a plan', () => {
  it('stand each at its line and column', async () => {
    const text = readFileSync(join(PLANS, 'first-drill.yaml'), 'utf8').replace(
      'operation: recover',
      'operation: recovre',
    );
    const checked = await root.checkPlanText(text.replace('objectives:', 'objektives:'), 'first-drill.yaml');
    expectGolden('plan-faults', checked.ok ? [] : faultLines('first-drill.yaml', checked.error));
  });
});
