/**
 * A process of its own that appends to one execution and to one step's journal until it is killed, or has done `count`
 * rounds. It prints `<version> <sequence>` once both are durable.
 *
 * Arguments: the store's file, the execution's id, the number of rounds.
 */
import { type ExecutionId, executionId, type Lease, leaseKey, stepId, VersionConflictError } from '@breakwater/core';
import { aHead, anEvent, T0, VirtualClock } from '@breakwater/core/testing';
import { openSqliteStores, type SqliteStores } from '../src/index.ts';

const [file = '', id = '', count = '0'] = process.argv.slice(2);

/** Appends after whatever is the newest, whoever wrote it. */
async function appendNext({ executions }: SqliteStores, execution: ExecutionId): Promise<number> {
  for (;;) {
    const version = (await executions.read(execution)).length;
    try {
      return (await executions.append(execution, version, [anEvent()], aHead({ executionId: execution }))).version;
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
    }
  }
}

const stores = openSqliteStores({ file, clock: new VirtualClock() });
const execution = executionId(id);
const step = { executionId: execution, stepId: stepId(`servers-${process.pid}`) };
const lease: Lease = await stores.leases.claim(leaseKey(step), `pid-${process.pid}`, 30, undefined);

for (let round = 1; round <= Number(count); round += 1) {
  const version = await appendNext(stores, execution);
  const intent = { kind: 'intent', attempt: round, key: `${id}/${round}`, at: T0 } as const;
  const { sequence } = await stores.journal.append(step, lease.epoch, intent);
  process.stdout.write(`${version} ${sequence}\n`);
}
stores.close();
