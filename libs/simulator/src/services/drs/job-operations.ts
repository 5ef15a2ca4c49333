import Type from 'typebox';

import { rewriteList } from '../../protocol/rewrite-status.ts';
import { Instant, JobId, pageOf, Paging } from './drs-input.ts';
import { drsOperation } from './drs-operation.ts';
import type { Job } from './drs-state.ts';
import { resourceNotFound } from './drs-errors.ts';
import { renderJob, renderLogItem } from './render-job.ts';

const MOST_JOB_IDS = 1_000;

export const describeJobs = drsOperation(
  Type.Object({
    filters: Type.Optional(
      Type.Object({
        jobIDs: Type.Optional(Type.Array(JobId, { maxItems: MOST_JOB_IDS })),
        fromDate: Type.Optional(Instant),
        toDate: Type.Optional(Instant),
      }),
    ),
    ...Paging,
  }),
  {
    name: 'DescribeJobs',
    resources: ({ filters }) => filters?.jobIDs ?? [],
    run: ({ world, place }, { filters, ...paging }) => {
      const { jobs } = place.drs;
      const ids = filters?.jobIDs ?? [];
      const named = ids.length === 0 ? [...jobs.values()] : [...new Set(ids)].flatMap((id) => jobs.get(id) ?? []);
      const items = named.filter((job) => isBetween(job, filters)).sort((a, b) => b.order - a.order);
      const newestFirst = (job: Job): number => -job.order;
      const { items: page, nextToken } = pageOf(world, { items, keyOf: newestFirst, scope: ['jobs', filters] }, paging);
      return { items: page.map(renderJob), nextToken };
    },
    rewriteStatus: (answer, word, server) =>
      rewriteList(answer, 'items', (job) =>
        server === undefined
          ? { ...job, status: word }
          : rewriteList(job, 'participatingServers', (entry) =>
              entry['sourceServerID'] === server ? { ...entry, launchStatus: word } : entry,
            ),
      ),
  },
);

function isBetween(job: Job, filters: { fromDate?: string; toDate?: string } | undefined): boolean {
  const { fromDate, toDate } = filters ?? {};
  return (
    (fromDate === undefined || job.createdAt >= Date.parse(fromDate)) &&
    (toDate === undefined || job.createdAt <= Date.parse(toDate))
  );
}

export const describeJobLogItems = drsOperation(Type.Object({ jobID: JobId, ...Paging }), {
  name: 'DescribeJobLogItems',
  resources: ({ jobID }) => [jobID],
  run: ({ world, place }, { jobID, ...paging }) => {
    const job = place.drs.jobs.get(jobID);
    if (!job) throw resourceNotFound(jobID, 'JOB');
    const entries = job.log.map((item, index) => ({ item, index }));
    const { items, nextToken } = pageOf(
      world,
      { items: entries, keyOf: ({ index }) => index, scope: ['job-log', jobID] },
      paging,
    );
    return { items: items.map(({ item }) => renderLogItem(item)), nextToken };
  },
});
