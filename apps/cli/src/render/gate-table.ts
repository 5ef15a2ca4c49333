import type { GateReport } from '@breakwater/core';
import { commandLine } from './next.ts';
import { oneLine, wrap } from './text.ts';
import { dateAndTime } from './time.ts';
import { gateTitle } from './words.ts';

/** Gates with the command that shows each. */
export function gateTable(gates: readonly { readonly executionId: string; readonly gate: GateReport }[]): string[] {
  if (gates.length === 0) return ['Nothing waits.'];
  return gates.flatMap(({ executionId, gate }) => [
    ...wrap(`${gateTitle(gate)}: ${stateOf(gate)}`, { indent: 2 }),
    `    ${commandLine('gate', 'show', executionId, gate.id)}`,
  ]);
}

function stateOf(gate: GateReport): string {
  if (gate.status === 'waiting') return `waits for ${oneLine(gate.waitsFor)} since ${dateAndTime(gate.openedAt)} UTC`;
  return `${gate.verdict ?? 'closed'} by ${oneLine(gate.closedBy ?? 'nobody')}`;
}
