/** Something that AWS does and that would mislead a caller who does not know it. */
export interface Trap {
  /** Kebab-case and stable; a spec that guards against it has `[trap:<id>]` in its title. */
  readonly id: string;
  readonly fact: string;
  /** Section of the project's AWS facts. */
  readonly section: string;
}

/** Traps of the calls that this adapter makes. */
export const TRAPS: readonly Trap[] = [
  {
    id: 'drs-start-recovery-not-idempotent',
    fact: 'StartRecovery takes no client token: sent again after a lost answer, it launches twice. A job is found again by its tags.',
    section: '1.3',
  },
  {
    id: 'drs-launch-terminates-earlier-instances',
    fact: 'Every launch, of a drill too, first terminates all earlier recovery instances of the source server, the real ones as well.',
    section: '1.7',
  },
  {
    id: 'drs-drill-flag-stays',
    fact: 'No call turns a drill instance into a real one: DRS says isDrill of what carries production by now, and a later launch terminates it.',
    section: '1.7',
  },
  {
    id: 'drs-termination-protection',
    fact: 'Only EC2 termination protection keeps a real recovery instance through the cleanup of a later launch.',
    section: '1.7',
  },
  {
    id: 'drs-completed-job-with-failures',
    fact: 'A job has no status for failure: one that is COMPLETED can hold servers that FAILED.',
    section: '1.6',
  },
  {
    id: 'drs-launch-is-tried-again',
    fact: 'While a job runs, DRS tries a failed launch again by itself: a server has failed when the job is over.',
    section: '1.6',
  },
  {
    id: 'drs-unknown-status',
    fact: 'Statuses appear that no enum of the SDK has.',
    section: 'SDK-wide',
  },
  {
    id: 'drs-one-bad-server-rejects-all',
    fact: 'One server that cannot be launched rejects the whole call.',
    section: '1.3',
  },
  {
    id: 'drs-server-in-another-job',
    fact: 'A server that a live job works on is refused with ConflictException, though the job may be somebody else’s.',
    section: '1.3',
  },
  {
    id: 'drs-quota-is-402',
    fact: 'A full quota answers ServiceQuotaExceededException with HTTP 402, which the SDK does not retry.',
    section: '1.3',
  },
  {
    id: 'drs-latest-data-waits-for-snapshot',
    fact: 'Without a recovery point DRS tries a snapshot for 10 minutes before it uses the newest one: with a dark origin, naming it is faster.',
    section: '1.5',
  },
  {
    id: 'drs-falls-back-to-snapshot',
    fact: 'When the snapshot fails, DRS launches older data and says so in the log of the job only (USING_PREVIOUS_SNAPSHOT).',
    section: '1.5',
  },
  {
    id: 'drs-template-of-drill-and-recovery',
    fact: 'Drill and recovery launch from one EC2 launch template, by its default version, which counts until the job is over.',
    section: '1.1',
  },
  {
    id: 'drs-launch-configuration-rewrites-template',
    fact: 'UpdateLaunchConfiguration makes a new version of the launch template on top of the default one, and makes that the default.',
    section: '1.1',
  },
  {
    id: 'drs-right-sizing-overrides-template',
    fact: 'The instance type of a launch template counts only while right-sizing is NONE, its address only while none is copied.',
    section: '1.1',
  },
  {
    id: 'ec2-template-version-inherits-by-member',
    fact: 'A new version inherits member by member: whoever changes one network interface has to name all of them whole.',
    section: '1.1',
  },
  {
    id: 'ec2-no-capacity-for-a-type',
    fact: 'A recovery takes On-Demand capacity: EC2 may have none for a type in a zone, which only the log of the job says.',
    section: '1.6',
  },
  {
    id: 'drs-not-initialized',
    fact: 'Each Region of an account has to be initialised once; until then every call answers UninitializedAccountException.',
    section: '1.1',
  },
  {
    id: 'drs-stop-deletes-recovery-points',
    fact: 'StopReplication deletes every recovery point of the server; started again, all its data is copied anew.',
    section: '1.5',
  },
  {
    id: 'drs-failback-is-start-recovery',
    fact: 'Servers that came from EC2 return by StartRecovery of their reversed source server in the Region of origin; StartFailbackLaunch is for machines outside AWS.',
    section: '1.7',
  },
  {
    id: 'drs-protected-by-the-original',
    fact: 'Reversing what a failback launched makes no new source server: the original one, whose direction is FAILOVER, protects it from then on.',
    section: '1.7',
  },
  {
    id: 'drs-stop-before-cleanup',
    fact: 'The replication back has to be stopped before the recovery instances that it copies are terminated.',
    section: '1.7',
  },
  {
    id: 'drs-reversal-replaces-protection',
    fact: 'Reversing the replication of a drill instance would let a rehearsal replace what protects production.',
    section: '1.7',
  },
];
