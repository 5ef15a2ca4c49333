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
    id: 'rds-failover-global-without-allow-data-loss',
    fact: 'FailoverGlobalCluster without AllowDataLoss is a switchover, which needs the primary that is dark.',
    section: '3.1',
  },
  {
    id: 'rds-no-client-token',
    fact: 'No call of RDS that changes something takes a client token: a repeated call may take effect twice.',
    section: '3.1',
  },
  {
    id: 'rds-switchover-called-at-primary',
    fact: 'SwitchoverGlobalCluster is called in the Region of the present primary, FailoverGlobalCluster in that of the target.',
    section: '3.1',
  },
  {
    id: 'rds-global-headless-secondary',
    fact: 'A secondary cluster without an instance cannot become the primary.',
    section: '3.2',
  },
  {
    id: 'rds-global-engine-version-differs',
    fact: 'A role change needs the same major and minor engine version on both sides; the way out is to detach the secondary.',
    section: '3.2',
  },
  {
    id: 'rds-global-lag-metric-by-version',
    fact: 'AuroraGlobalDBRPOLag is missing for old versions of Aurora MySQL, which have AuroraGlobalDBReplicationLag; both are in milliseconds.',
    section: '3.2',
  },
  {
    id: 'rds-global-rebuild-after-failover',
    fact: 'After a failover Aurora rebuilds the other secondaries for minutes to hours; fencing of the old primary is best effort.',
    section: '3.2',
  },
  {
    id: 'rds-failover-state-empty',
    fact: 'FailoverState is empty when nothing runs: its absence alone does not tell that the role has moved.',
    section: '3.3',
  },
  {
    id: 'rds-switching-over-not-in-enum',
    fact: 'The status switching-over is documented, and missing from the enum of the SDK.',
    section: '3.3',
  },
  {
    id: 'rds-global-cancelling',
    fact: 'A role change that is cancelling is being rolled back: the step has failed.',
    section: '3.3',
  },
  {
    id: 'rds-available-right-after-call',
    fact: 'Right after a call the status can still read available: success is the effect, never the first available.',
    section: '3.3',
  },
  {
    id: 'rds-unknown-status',
    fact: 'Statuses appear that no documentation and no enum of the SDK has.',
    section: '3.3',
  },
  {
    id: 'rds-failover-cluster-repeats',
    fact: 'Repeating FailoverDBCluster moves the writer once more: compare the writer before and after.',
    section: '3.4',
  },
  {
    id: 'rds-failover-cluster-needs-reader',
    fact: 'FailoverDBCluster needs a reader to fail over to.',
    section: '3.4',
  },
  {
    id: 'rds-reboot-zone-swap',
    fact: 'A forced reboot succeeded when the zone has changed; available alone follows a plain reboot, too.',
    section: '3.4',
  },
  {
    id: 'rds-reboot-multi-az-only',
    fact: 'ForceFailover of an instance that is not Multi-AZ is a parameter error.',
    section: '3.4',
  },
  {
    id: 'rds-promote-twice',
    fact: 'Promoting an instance that is promoted already fails with InvalidDBInstanceStateFault.',
    section: '3.4',
  },
  {
    id: 'rds-promote-while-backing-up',
    fact: 'PromoteReadReplica is refused while the replica is backing-up.',
    section: '3.4',
  },
  {
    id: 'rds-promoted-single-az',
    fact: 'A promoted replica is single-AZ and without backups unless it was given both.',
    section: '3.4',
  },
  {
    id: 'rds-replica-lag-negative',
    fact: 'ReplicaLag is -1 when replication does not run: that is no small lag.',
    section: '3.4',
  },
  {
    id: 'rds-restore-always-new',
    fact: 'A restore always makes a new database, in the account’s default security group and a single zone unless told.',
    section: '3.4',
  },
  {
    id: 'rds-restore-latest-lags',
    fact: 'Logs are uploaded every five minutes, so LatestRestorableTime lags by as much.',
    section: '3.4',
  },
  {
    id: 'rds-restored-cluster-has-no-instances',
    fact: 'RestoreDBClusterToPointInTime makes a cluster without instances.',
    section: '3.4',
  },
  {
    id: 'rds-restore-already-exists',
    fact: 'DBInstanceAlreadyExistsFault on a retry means that the earlier call worked, or that the name is another’s: check the tags.',
    section: '3.4',
  },
  {
    id: 'rds-delete-cluster-with-instances',
    fact: 'A cluster cannot be deleted while it has instances that are not being deleted.',
    section: '3.4',
  },
  {
    id: 'rds-error-names-are-shapes',
    fact: 'The SDK names errors of RDS by their shape (DBInstanceNotFoundFault), the wire by its code (DBInstanceNotFound).',
    section: 'SDK-wide',
  },
  {
    id: 'ssm-invocation-does-not-exist',
    fact: 'GetCommandInvocation answers InvocationDoesNotExist for the first seconds after SendCommand.',
    section: '4.1',
  },
  {
    id: 'ssm-send-command-not-idempotent',
    fact: 'SendCommand takes no client token: the comment, of at most 100 characters, is how a command is found again.',
    section: '4.1',
  },
  {
    id: 'ssm-timed-out-is-two-things',
    fact: 'TimedOut can mean that a command never ran or that it may still run; StatusDetails tells.',
    section: '4.1',
  },
  {
    id: 'ssm-agent-not-online',
    fact: 'A command to an instance whose agent is not Online is refused with InvalidInstanceId, or never delivered.',
    section: '4.1',
  },
];
