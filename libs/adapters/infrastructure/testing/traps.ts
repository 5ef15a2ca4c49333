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
    id: 'elb-target-not-in-use',
    fact: 'A target of a group that no listener uses, or in a zone that is not enabled, stays unused (Target.NotInUse) for ever.',
    section: '5.1',
  },
  {
    id: 'elb-target-invalid',
    fact: 'RegisterTargets takes running instances of the group’s VPC only (InvalidTarget).',
    section: '5.1',
  },
  {
    id: 'elb-deregister-port',
    fact: 'A target that was registered with a port has to be deregistered with that port; an unknown target answers success.',
    section: '5.1',
  },
  {
    id: 'elb-draining',
    fact: 'A deregistered target drains for up to an hour: it gets no new connections and is still listed.',
    section: '5.1',
  },
  {
    id: 'elb-modify-replaces-actions',
    fact: 'ModifyListener and ModifyRule replace all actions, so authentication is lost when it is not sent again.',
    section: '5.1',
  },
  {
    id: 'elb-client-secret-hidden',
    fact: 'The client secret of an authentication is never described; it is kept only with UseExistingClientSecret.',
    section: '5.1',
  },
  {
    id: 'elb-target-group-arn-beside-forward-config',
    fact: 'TargetGroupArn must not be set beside a ForwardConfig of several groups.',
    section: '5.1',
  },
  {
    id: 'elb-all-weights-zero',
    fact: 'A listener whose groups all have the weight 0 answers every request with an error.',
    section: '5.1',
  },
  {
    id: 'route53-upsert-counts-double',
    fact: 'UPSERT counts twice against 1,000 records and 32,000 characters of a batch, and twice against the change rate.',
    section: '5.2',
  },
  {
    id: 'route53-delete-repeats-values',
    fact: 'DELETE has to repeat all present values and fails the second time; UPSERT may be repeated.',
    section: '5.2',
  },
  {
    id: 'route53-prior-request-not-complete',
    fact: 'A zone refuses a change while it processes another (PriorRequestNotComplete): changes go one after the other.',
    section: '5.2',
  },
  {
    id: 'route53-throttling-is-400',
    fact: 'Throttling answers HTTP 400 with the code Throttling, on a bucket that the whole account shares.',
    section: '5.2',
  },
  {
    id: 'route53-insync-not-listed',
    fact: 'Listings show changes that are PENDING: only GetChange tells that the name servers have them.',
    section: '5.2',
  },
  {
    id: 'route53-no-such-change-resubmit',
    fact: 'After a failover of the control plane an accepted change may be unknown (NoSuchChange) and has to be sent again.',
    section: '5.2',
  },
  {
    id: 'route53-all-weights-zero-equal',
    fact: 'When all weights of a name are 0, all of its records are answered equally.',
    section: '5.2',
  },
  {
    id: 'route53-weighted-same-ttl',
    fact: 'Weighted records of one name and type have the same TTL.',
    section: '5.2',
  },
  {
    id: 'route53-routing-types-do-not-mix',
    fact: 'Routing policies cannot mix on one name and type.',
    section: '5.2',
  },
  {
    id: 'route53-alias-has-no-ttl',
    fact: 'An alias has no TTL, and has to say whether the health of its target counts.',
    section: '5.2',
  },
  {
    id: 'route53-failover-primary-health-check',
    fact: 'The primary of a failover pair needs a health check.',
    section: '5.2',
  },
  {
    id: 'route53-ttl-with-health-check',
    fact: 'A record with a health check and a TTL above 60 s is left late by clients.',
    section: '5.2',
  },
  {
    id: 'route53-control-plane-us-east-1',
    fact: 'Records are changed in us-east-1 only; when it is the Region that is fled, routing controls are the safer verb.',
    section: '5.2',
  },
  {
    id: 'route53-id-prefixes',
    fact: 'Ids come with /change/ or /hostedzone/ in front, or without.',
    section: '5.2',
  },
  {
    id: 'arc-endpoint-rotation',
    fact: 'Any of the five endpoints may be unavailable: the next one is asked, in an order that differs between callers.',
    section: '5.3',
  },
  {
    id: 'arc-safety-rule-conflict',
    fact: 'ConflictException is a safety rule that refuses: another endpoint would say the same.',
    section: '5.3',
  },
  {
    id: 'arc-batch-limit',
    fact: 'One call sets at most ten routing controls, and takes effect as a whole.',
    section: '5.3',
  },
  {
    id: 'ec2-authorize-duplicate-fails-all',
    fact: 'One rule that is there already fails the whole call (InvalidPermission.Duplicate).',
    section: '5.4',
  },
  {
    id: 'ec2-revoke-not-found',
    fact: 'Revoking a rule that is gone fails in a VPC (InvalidPermission.NotFound), and is ignored in the default VPC.',
    section: '5.4',
  },
  {
    id: 'ec2-cidr-canonical',
    fact: 'EC2 keeps ranges in canonical form, 100.68.0.18/18 as 100.68.0.0/18.',
    section: '5.4',
  },
  {
    id: 'ec2-rules-quota',
    fact: 'A group takes 60 rules in and 60 out, counted apart for IPv4 and IPv6.',
    section: '5.4',
  },
  {
    id: 'ec2-dry-run-answers-error',
    fact: 'DryRun answers DryRunOperation as an error when the call would be allowed.',
    section: '5.4',
  },
];
