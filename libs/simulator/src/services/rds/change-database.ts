import type { DatabaseDurations } from '../../estate/database-schema.ts';
import type { Call } from '../../protocol/operation.ts';
import { startChange } from './change.ts';
import type { DbCluster, DbInstance } from './rds-state.ts';
import type { DbClusterAnswer, DbInstanceAnswer } from './render-databases.ts';
import { renderCluster, renderInstance } from './render-databases.ts';
import { setCluster } from './set-statuses.ts';

/** A change that shows in a status while it runs, and returns to `available` with or without effect. */
interface StatusChange {
  readonly name: string;
  readonly kind: keyof DatabaseDurations;
  readonly status: string;
  readonly takeEffect: () => void;
}

/** Sets a change of an instance going. @returns the answer of the call, which still shows the instance as it was */
export function changeInstance(
  call: Call,
  instance: DbInstance,
  change: StatusChange,
): { DBInstance: DbInstanceAnswer } {
  const show = (status: string): void => {
    instance.status = status;
  };
  start(call, instance, change, show);
  return { DBInstance: renderInstance(call, instance, call.now) };
}

/** The same for a cluster in the caller's Region. */
export function changeCluster(call: Call, cluster: DbCluster, change: StatusChange): { DBCluster: DbClusterAnswer } {
  start(call, cluster, change, (status) => setCluster(call.place, cluster, status));
  return { DBCluster: renderCluster(call, cluster, call.now) };
}

function start(
  call: Call,
  database: DbCluster | DbInstance,
  { name, kind, status, takeEffect }: StatusChange,
  show: (status: string) => void,
): void {
  startChange(call, {
    name,
    kind,
    key: database.id,
    subjects: [database],
    at: call.now,
    strikes: call.strikes,
    begin: () => show(status),
    finish: () => {
      takeEffect();
      show('available');
    },
    fail: () => show('available'),
  });
}
