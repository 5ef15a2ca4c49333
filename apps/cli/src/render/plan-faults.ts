import type { PlanFault } from '@breakwater/core';
import { plural, wrap } from './text.ts';

/** Every fault of a file at `file:line:column`, what is wrong and how to mend it; a machine can read the first lines. */
export function faultLines(file: string, faults: readonly PlanFault[]): string[] {
  return [
    `${file}: ${plural(faults.length, 'fault')}; nothing was started`,
    ...faults.flatMap((fault) => [
      `${placeOf(file, fault)}${fault.path === '' ? '' : `  ${fault.path}`}  [${fault.code}]`,
      ...wrap(fault.message, { first: '    ' }),
    ]),
  ];
}

function placeOf(file: string, { line, column }: PlanFault): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
