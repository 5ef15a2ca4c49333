import type { ExecutionReport, ExistingResource } from '@breakwater/core';
import { column, columnRight, someOf, wrap } from './text.ts';

const IDS_SHOWN = 3;

/** What the execution left in AWS: counts by account and Region, and the first few ids of each kind. */
export function existsLines(report: ExecutionReport): string[] {
  if (report.execution.status === 'rejected') return [];
  if (report.exists.length === 0) return ['  Nothing that this execution made.'];
  const groups = Map.groupBy(report.exists, (resource) => `${resource.account} ${resource.region} ${nameOf(resource)}`);
  return [...groups.values()].sort(byPlace).flatMap(groupLines);
}

const byPlace = (left: readonly ExistingResource[], right: readonly ExistingResource[]): number =>
  placeOf(left) < placeOf(right) ? -1 : 1;

const placeOf = ([first]: readonly ExistingResource[]): string =>
  first === undefined ? '' : `${first.account} ${first.region} ${nameOf(first)}`;

/** What a drill launched and somebody keeps is listed apart: it is nothing that is left to clean up. */
const nameOf = ({ kind, kept }: ExistingResource): string => (kept ? `${kind}, kept for real` : kind);

function groupLines(resources: readonly ExistingResource[]): string[] {
  const [first] = resources;
  if (first === undefined) return [];
  const head = `  ${first.account}  ${column(first.region, 16)} ${columnRight(String(resources.length), 5)}  ${nameOf(first)}`;
  return [
    head,
    ...wrap(
      someOf(
        resources.map((resource) => resource.id),
        IDS_SHOWN,
      ),
      { first: '      ' },
    ),
  ];
}
