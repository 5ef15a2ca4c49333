import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallLedger } from '@breakwater/aws';
import { executionId, type ExecutionStore, leaseKey, type Leases, stepId, type StepJournal } from '@breakwater/core';
import { aHead, anEvent, inMemoryStores, T0 } from '@breakwater/core/testing';
import { systemClock } from '@breakwater/service';
import { openDynamoDbStores } from '@breakwater/store-dynamodb';
import { startDynamoDb } from '@breakwater/store-dynamodb/testing';
import { openSqliteStores } from '@breakwater/store-sqlite';
import { median } from '../history/timing.ts';
import { type Measurement, measurement, type Outcome } from '../output/measurement.ts';

/** Appends of one round; one after the other, as those of one execution are. */
const APPENDS = 200;
/** An odd number; the first round warms up and is not counted. */
const ROUNDS = 5;
/** What an append costs DynamoDB when nothing fails: the commit and its head; the record and the journal's end. */
const REQUESTS_PER_COMMIT = 2;
const REQUESTS_PER_RECORD = 2;
/** A process that begins with an execution reads where it ends first. */
const TOLERANCE = 1.05;

interface Stores {
  readonly executions: ExecutionStore;
  readonly leases: Leases;
  readonly journal: StepJournal;
}

interface Candidate {
  readonly name: string;
  readonly stores: Stores;
}

interface Requests {
  readonly perCommit: number;
  readonly perRecord: number;
}

/** Appends a second on each store, beside those in memory of the same turn, and DynamoDB's requests for each append. */
export async function measureAppends(): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-bench-'));
  const sqlite = openSqliteStores({ file: join(folder, 'breakwater.db'), clock: systemClock });
  const dynamoDb = await startDynamoDb();
  try {
    const tables = await dynamoDb.makeTables();
    const open = (client: typeof dynamoDb.client) => openDynamoDbStores({ client, tables, clock: systemClock });
    const candidates: readonly Candidate[] = [
      { name: 'in-memory', stores: inMemoryStores(systemClock) },
      { name: 'sqlite', stores: sqlite },
      { name: 'dynamodb', stores: open(dynamoDb.client) },
    ];
    const rates = await ratesOf(candidates);
    const ledger = new CallLedger();
    const requests = await requestsOf(ledger, open(ledger.counted('dynamodb', dynamoDb.client)));
    return outcomeOf(rates, requests);
  } finally {
    await dynamoDb.close();
    sqlite.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Median appends a second, by candidate. All take turns, so that what disturbs the machine disturbs all alike. */
async function ratesOf(candidates: readonly Candidate[]): Promise<ReadonlyMap<string, number>> {
  const rates = new Map(candidates.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, stores } of candidates) {
      const begunAt = performance.now();
      await appendCommits(stores, `round-${round}`);
      const seconds = (performance.now() - begunAt) / 1000;
      if (round > 0) rates.get(name)?.push(APPENDS / seconds);
    }
  }
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

async function appendCommits({ executions }: Stores, name: string): Promise<void> {
  const head = aHead({ executionId: executionId(name) });
  for (let version = 0; version < APPENDS; version += 1) {
    await executions.append(head.executionId, version, [anEvent()], head);
  }
}

async function requestsOf(ledger: CallLedger, stores: Stores): Promise<Requests> {
  const count = (): number => Object.values(ledger.usage().byOperation).reduce((sum, calls) => sum + calls, 0);
  const before = count();
  await appendCommits(stores, 'counted');
  const between = count();
  const step = { executionId: executionId('counted'), stepId: stepId('servers') };
  const { epoch } = await stores.leases.claim(leaseKey(step), 'bench', 30, undefined);
  const claimed = count();
  for (let attempt = 1; attempt <= APPENDS; attempt += 1) {
    await stores.journal.append(step, epoch, { kind: 'intent', attempt, key: `counted/servers/${attempt}`, at: T0 });
  }
  return { perCommit: (between - before) / APPENDS, perRecord: (count() - claimed) / APPENDS };
}

function outcomeOf(rates: ReadonlyMap<string, number>, requests: Requests): Outcome {
  const inMemory = rates.get('in-memory') ?? null;
  const perAppend = [
    { of: 'commit', value: requests.perCommit, least: REQUESTS_PER_COMMIT },
    { of: 'journal-record', value: requests.perRecord, least: REQUESTS_PER_RECORD },
  ];
  return {
    measurements: [
      ...[...rates].map(([name, rate]): Measurement =>
        measurement(`appends/${name}`, rate, 'appends/s', name === 'in-memory' ? null : inMemory),
      ),
      ...perAppend.map(({ of, value, least }) =>
        measurement(`dynamodb-requests/${of}`, value, 'requests/append', least),
      ),
    ],
    explanation: [
      `appends: ${APPENDS} commits of one event each to one execution, one after the other; median of ${ROUNDS} turns`,
      '  baseline: the same in memory, which chains the hashes and stores nothing',
      '  sqlite: on the disk when an append resolves; dynamodb: dynalite in this process, over HTTP on the loopback address',
      'requests: attempts that the SDK sends, those of retries too; baseline: one write of the commit and one of its head',
    ],
    broken: perAppend
      .filter(({ value, least }) => value > least * TOLERANCE)
      .map(({ of, value, least }) => `a ${of} takes ${value} requests of DynamoDB, not ${least}`),
  };
}
