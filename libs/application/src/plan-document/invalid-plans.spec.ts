import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkPlan, type PlanFault } from '@breakwater/core';
import { aRegistry } from '@breakwater/core/testing';
import { readPlanDocument } from './read-plan-document.ts';

const FOLDER = join(import.meta.dirname, '../../../../examples/plans/invalid');

function faultsOf(text: string, name: string): readonly PlanFault[] {
  const read = readPlanDocument(text, name);
  if (!read.ok) return read.error;
  const checked = checkPlan(read.value.document, { registry: aRegistry(), locate: read.value.locate });
  return checked.ok ? [] : checked.error;
}

/** What the file says of itself: `# refused: <code> <path>`, one line a fault. */
const announced = (text: string) =>
  [...text.matchAll(/^# refused: (\S+) ?(\S*)$/gm)].map(([, code, path]) => `${code ?? ''} ${path ?? ''}`);

const lastName = (path: string): string => /[A-Za-z_][\w-]*(?=(\[\d+\])*$)/.exec(path)?.[0] ?? '';

describe('the plans that are refused', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

  it('are as many as the kinds of fault they stand for', () => expect(files.length).toBeGreaterThanOrEqual(11));

  it.each(files)('%s has the faults it announces and no others', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const faults = faultsOf(text, file);
    expect(announced(text)).not.toEqual([]);
    expect(faults.map(({ code, path }) => `${code} ${path}`).toSorted()).toEqual(announced(text).toSorted());
  });

  it.each(files)('%s has every fault on the line that its path leads to', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const lines = text.split('\n');
    const faults = faultsOf(text, file);
    for (const { path, line, column } of faults) {
      const shown = lines[(line ?? 0) - 1]?.slice((column ?? 1) - 1) ?? '';
      if (!path.endsWith(']')) expect(shown).toMatch(new RegExp(`^${lastName(path)}: `.trim()));
      expect(line).toBeGreaterThan(1);
    }
  });
});
