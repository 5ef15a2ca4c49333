/** Servers of one operating system within a wave. */
export interface ServerSet {
  readonly os: 'linux' | 'windows';
  readonly count: number;
}

export interface ScenarioWave {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly servers: readonly ServerSet[];
}

/** A recovery to measure. */
export interface Scenario {
  readonly name: string;
  /** Which term of the ideal the scenario is made for. */
  readonly binding: 'path' | 'quota';
  /** Simulated seconds per second. */
  readonly speed: number;
  readonly waves: readonly ScenarioWave[];
  /** Servers in each live job of other tenants of the account; these jobs outlast the run. */
  readonly foreignJobs: readonly number[];
}

/** Quotas of DRS per account and Region. @see https://docs.aws.amazon.com/general/latest/gr/drs.html */
export const QUOTAS = { jobs: 20, serversPerJob: 100, servers: 500 } as const;

/**
 * 500 servers. The slow waves (Windows) lie on different levels of different branches, so that an engine which starts
 * level after level would need about a third more than the critical path.
 */
const WAVES: readonly ScenarioWave[] = [
  { id: 'identity', dependsOn: [], servers: [{ os: 'windows', count: 60 }] },
  { id: 'database', dependsOn: [], servers: [{ os: 'linux', count: 140 }] },
  { id: 'middleware', dependsOn: ['identity'], servers: [{ os: 'linux', count: 60 }] },
  {
    id: 'reporting',
    dependsOn: ['database'],
    servers: [
      { os: 'windows', count: 120 },
      { os: 'linux', count: 20 },
    ],
  },
  { id: 'portal', dependsOn: ['middleware', 'database'], servers: [{ os: 'linux', count: 100 }] },
];

/** The account is ours alone: everything fits the quotas, and only the order of the waves takes time. */
export const PATH_BINDING: Scenario = {
  name: 'path-binding',
  binding: 'path',
  speed: 12,
  waves: WAVES,
  foreignJobs: [],
};

/** Others hold 483 of the 500 servers in 3 of the 20 jobs: what is left, 17 servers and 17 jobs, is short all the time. */
export const QUOTA_BINDING: Scenario = {
  name: 'quota-binding',
  binding: 'quota',
  speed: 60,
  waves: WAVES,
  foreignJobs: [161, 161, 161],
};

/** What other tenants leave of the quotas, all through the run. */
export const freeQuotas = ({ foreignJobs }: Scenario) => ({
  jobs: QUOTAS.jobs - foreignJobs.length,
  servers: QUOTAS.servers - foreignJobs.reduce((sum, count) => sum + count, 0),
  serversPerJob: QUOTAS.serversPerJob,
});

export const serverCount = ({ waves }: Scenario): number =>
  waves.flatMap(({ servers }) => servers).reduce((sum, { count }) => sum + count, 0);
