import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { RecoveryPlanSchema } from '@breakwater/core';
import { readEstate } from '@breakwater/simulator';

const ROOT = join(import.meta.dirname, '../../..');
const NAMES = ['core-banking', 'first-drill', 'stops-on-failure'];
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the examples fit the published schemas', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });

  it.each(NAMES)('plan %s', (name) => {
    const validate = ajv.compile(RecoveryPlanSchema);
    validate(parse(textOf(`examples/plans/${name}.yaml`)));
    expect(validate.errors).toBeNull();
  });

  it.each(NAMES)('estate %s', (name) => {
    const validate = ajv.compile(JSON.parse(textOf('libs/simulator/estate.schema.json')) as object);
    validate(parse(textOf(`examples/estates/${name}.yaml`)));
    expect(validate.errors).toBeNull();
    ajv.removeSchema();
  });

  it('core-banking has three spoke accounts and at least 120 servers of both systems, one that fails and one that lags', () => {
    const reading = readEstate(textOf('examples/estates/core-banking.yaml'), 'core-banking.yaml');
    const estate = reading.ok ? reading.estate : undefined;
    const accounts = (estate?.accounts ?? []).filter(({ id }) => id !== estate?.hub.account);
    const servers = accounts.flatMap(({ regions = [] }) => regions.flatMap(({ drs }) => drs?.sourceServers ?? []));
    const count = servers.reduce((sum, server) => sum + (server.count ?? 1), 0);
    expect(accounts).toHaveLength(3);
    expect(count).toBeGreaterThanOrEqual(120);
    expect(new Set(servers.map(({ os }) => os))).toEqual(new Set(['linux', 'windows']));
    expect(servers.filter(({ launch }) => launch !== undefined)).toHaveLength(1);
    expect(servers.filter(({ replication }) => replication?.lag !== undefined)).toHaveLength(1);
  });
});
