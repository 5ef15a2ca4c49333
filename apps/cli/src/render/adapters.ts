import type { AdapterView } from '../remote/answers.ts';
import { column, wrap } from './text.ts';
import { dateAndTime } from './time.ts';

type OperationDescription = AdapterView['operations'][number];

const DRILL_WORDS: Readonly<Record<NonNullable<OperationDescription['inDrill']>, string>> = {
  isolated: 'in a drill: runs, isolated from production',
  'read-only': 'in a drill: runs, changes nothing',
  disruptive: 'in a drill: only checked, for it would touch production',
};

/** The operations that plans can use, by technology, and what is switched off. */
export const adapterLines = (adapters: readonly AdapterView[]): string[] =>
  adapters.flatMap(({ technology, disabled, operations }) => [
    technology,
    ...offLines(disabled),
    ...operations.flatMap(operationLines),
  ]);

const offLines = (disabled: AdapterView['disabled']): string[] =>
  disabled === null
    ? []
    : wrap(`since ${dateAndTime(disabled.at)} UTC by ${disabled.by}: ${disabled.reason}. People do its steps.`, {
        first: '  SWITCHED OFF ',
        indent: 4,
      });

function operationLines({ name, summary, inDrill, reversible, adoptable }: OperationDescription): string[] {
  const drill = inDrill === null ? 'in a drill: depends on its target' : DRILL_WORDS[inDrill];
  const crash = adoptable ? '' : '; after a crash a person decides whether it took effect';
  return [
    ...wrap(summary, { first: `  ${column(name, 30)}  ` }),
    ...wrap(`${drill}; ${undoWords(reversible)}${crash}`, { first: ' '.repeat(34) }),
  ];
}

function undoWords(reversible: string): string {
  if (reversible === 'yes') return 'can be taken back';
  return reversible === 'no' ? 'cannot be taken back' : `can be taken back ${reversible}`;
}
