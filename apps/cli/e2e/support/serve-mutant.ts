/**
 * A server with a flaw, for proving that the chaos tests would notice: `MUTANT` names it. The flaw is in the stores that
 * the composition root is given; everything else is the product as it is.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { composeEmbedded } from '@breakwater/api';
import { intentAfterEffect, leaseIgnored, type StoresDecorator } from '@breakwater/application/testing';
import { createLogger, fileDestination } from '@breakwater/service';
import type { SqliteStores } from '@breakwater/store-sqlite';
import { openSimulator } from '../../src/composition/simulated-aws.ts';
import { namesJob } from './names-job.ts';

const LOOK_MILLISECONDS = 50;

/** The disk is slow when a launch is written down: the call to AWS is not made before the file `HOLD_UNTIL` exists. */
const slowToLaunch: StoresDecorator = (stores) => ({
  ...stores,
  journal: {
    read: (step) => stores.journal.read(step),
    async append(step, epoch, entry) {
      const record = await stores.journal.append(step, epoch, entry);
      const until = process.env['HOLD_UNTIL'];
      const isAnnounced = entry.kind === 'checkpoint' && JSON.stringify(entry.checkpoint).includes('"unanswered":[{');
      while (until !== undefined && isAnnounced && !existsSync(until)) await sleep(LOOK_MILLISECONDS);
      return record;
    },
  },
});

const MUTANTS: Readonly<Record<string, StoresDecorator>> = {
  'slow-to-launch': slowToLaunch,
  'intent-after-effect': intentAfterEffect(namesJob),
  'lease-ignored': (stores) => slowToLaunch(leaseIgnored(stores)),
};

const { values } = parseArgs({
  allowPositionals: true,
  options: { simulate: { type: 'string' }, data: { type: 'string' }, port: { type: 'string' } },
});
const mutant = MUTANTS[process.env['MUTANT'] ?? ''];
const { simulate, data } = values;
if (mutant === undefined || simulate === undefined || data === undefined)
  throw new Error('MUTANT, --simulate and --data are needed');

const simulated = await openSimulator({ kind: 'running', url: simulate });
const host = await composeEmbedded({
  dataDir: data,
  log: createLogger({ service: 'mutant', destination: fileDestination(`${data}/mutant.log`) }),
  simulated: true,
  clock: simulated.clock,
  accounts: simulated.accounts,
  aws: simulated.aws,
  leaseSeconds: Number(process.env['BREAKWATER_LEASE_SECONDS']),
  engineName: process.env['BREAKWATER_ENGINE_NAME'] ?? 'embedded',
  decorateStores: (stores: SqliteStores): SqliteStores => ({ ...mutant(stores), close: () => stores.close() }),
});
const url = await host.buildApi().listen({ host: '127.0.0.1', port: 0 });
await host.engine.resumeUnfinished();
process.stdout.write(`a mutant listens on ${url}\n`);
