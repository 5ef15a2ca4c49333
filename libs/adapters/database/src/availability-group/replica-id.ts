/** A replica of an availability group, on an instance that Systems Manager manages. */
export interface GroupReplica {
  readonly group: string;
  readonly instanceId: string;
}

/** Names that need no escaping inside brackets and quotes of T-SQL. */
export const GROUP_PATTERN = '[A-Za-z0-9_][A-Za-z0-9 _.$#@-]{0,127}';
export const INSTANCE_PATTERN = 'm?i-[0-9a-f]{8,17}';

const REPLICA_ID = new RegExp(`^availability-group:(${GROUP_PATTERN})/(${INSTANCE_PATTERN})$`);

/** The id under which a step holds a replica: AWS has none, for it knows nothing of the group. */
export const groupReplicaId = ({ group, instanceId }: GroupReplica): string =>
  `availability-group:${group}/${instanceId}`;

/** @returns `undefined` when the text is no id of a replica */
export function parseGroupReplica(id: string): GroupReplica | undefined {
  const [, group, instanceId] = REPLICA_ID.exec(id) ?? [];
  return group === undefined || instanceId === undefined ? undefined : { group, instanceId };
}
