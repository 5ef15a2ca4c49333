import type { ExecutionReport } from '@breakwater/core';

/** Members that tell when, how long, or how often something was asked: they differ from run to run on either engine. */
const OF_THE_RUN = /(At|Seconds|deadline)$|^(aws|criticalPath|engine|overdue|revision|progress|of)$/;
/** Ids that AWS or we make up: `i-0a1b…`, `drsjob-…`, executions'. */
const MADE_UP =
  /\b(i|drsjob|s|pit|snap|sgr|eni|cmd)-[0-9a-z]{8,}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d{8}-\d{6}-\d{3}-[0-9a-z]{6}\b/g;
/** Addresses, instants and ages inside of texts. */
const IN_TEXTS = /\b\d+ min old|lags \d+ s|\b\d{1,3}(\.\d{1,3}){3}\b|\b\d{4}-\d\d-\d\dT[0-9:.]+Z/g;

/**
 * A report without what times and ids make of it: the same for the same course of events. Gates of steps that run side by
 * side open in any order, so they are told in that of their ids; whether an RTO that was measured is met, the machine's load
 * decides.
 */
export function comparable(report: ExecutionReport): unknown {
  const { objectives } = report;
  const gates = report.gates.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const isMeasured = objectives.rtoActualSeconds !== null && objectives.rtoMet !== null;
  const rtoMet = isMeasured ? 'as the clock says' : objectives.rtoMet;
  return withoutRun({ ...report, gates, objectives: { ...objectives, rtoMet } });
}

function withoutRun(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(MADE_UP, '<id>').replaceAll(IN_TEXTS, '<value>');
  if (Array.isArray(value)) return value.map(withoutRun);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !OF_THE_RUN.test(name))
      .map(([name, member]) => [name, withoutRun(member)]),
  );
}
