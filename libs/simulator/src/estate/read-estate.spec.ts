import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate } from '../../testing/an-estate.ts';
import type { EstateFault } from './read-estate.ts';
import { readEstate } from './read-estate.ts';
import { estateSchemaDocument } from './schema-document.ts';

const HEAD = `apiVersion: simulator/v1
kind: Estate
name: small
hub: { account: "111122223333", principals: [{ name: hub }] }
`;

const faultsOf = (input: string | object): readonly EstateFault[] => {
  const reading = readEstate(input, 'small.yaml');
  return reading.ok ? [] : reading.faults;
};

describe('reading an estate', () => {
  it('gives back a valid one', () => {
    const reading = readEstate(`${HEAD}accounts: [{ id: "222233334444", name: payments }]\n`, 'small.yaml');
    expect(reading).toMatchObject({ ok: true, estate: { name: 'small', accounts: [{ id: '222233334444' }] } });
  });

  it('reads JSON as well', () => {
    expect(readEstate(JSON.stringify(anEstate()), 'small.json')).toEqual({ ok: true, estate: anEstate() });
  });

  it('names path and line of every fault', () => {
    const text = `${HEAD}accounts:
  - id: "222233334444"
    name: payments
    regons: []
  - id: 333344445555
    name: web
`;
    expect(faultsOf(text)).toEqual([
      { source: 'small.yaml', path: 'accounts[0].regons', line: 8, column: 5, message: 'unknown field regons' },
      { source: 'small.yaml', path: 'accounts[1].id', line: 9, column: 5, message: 'must be string' },
    ]);
  });

  it('names the field that is missing', () => {
    expect(faultsOf(`${HEAD}accounts: [{ name: payments }]`)).toMatchObject([
      { path: 'accounts[0]', line: 5, message: 'field id is missing' },
    ]);
  });

  it('refuses an account, a Region and a role that appear twice', () => {
    const estate = anEstate();
    const [account] = estate.accounts;
    const twice = { ...account, regions: [...(account?.regions ?? []), ...(account?.regions ?? [])] };
    const messages = faultsOf({ ...estate, accounts: [twice, { ...account, regions: [] }] }).map(
      ({ message }) => message,
    );
    expect(messages).toContain('account 222233334444 appears twice');
    expect(messages).toContain('Region us-west-2 appears twice');
  });

  it('refuses a server that appears twice', () => {
    const estate = anEstate({
      servers: [aSourceServer({ name: 'app-{n}', count: 2 }), aSourceServer({ name: 'app-2' })],
    });
    expect(faultsOf(estate)).toMatchObject([
      {
        path: 'accounts[0].regions[0].drs.sourceServers[1].name',
        message: 'server app-2 appears twice in this account and Region',
      },
    ]);
  });

  it('refuses a count whose name has no place for the number', () => {
    expect(faultsOf(anEstate({ servers: [aSourceServer({ count: 2 })] }))).toMatchObject([
      { message: 'a name with count holds {n}, such as app-{nn}' },
    ]);
  });

  it('refuses an id that is not one of DRS', () => {
    expect(faultsOf(anEstate({ servers: [aSourceServer({ id: 's-1' })] }))).toMatchObject([
      { message: 's-1 is not a source server id: s- and 17 letters or digits' },
    ]);
  });

  it('refuses more servers than DRS keeps', () => {
    const servers = [aSourceServer({ name: 'a-{n}', count: 4_000 }), aSourceServer({ name: 'b' })];
    expect(faultsOf(anEstate({ servers }))).toMatchObject([
      {
        path: 'accounts[0].regions[0].drs.sourceServers',
        message: 'DRS keeps at most 4000 source servers in an account and Region, not 4001',
      },
    ]);
  });

  it('refuses half a key of a hub principal, and a principal that appears twice', () => {
    const hub = {
      account: '111122223333',
      principals: [{ name: 'a', accessKeyId: 'AKIA0000000000000000' }, { name: 'a' }],
    };
    expect(faultsOf({ ...anEstate(), hub })).toMatchObject([
      { path: 'hub.principals[0]', message: 'accessKeyId and secretAccessKey are given together or not at all' },
      { path: 'hub.principals[1].name', message: 'principal user/a appears twice' },
    ]);
  });

  it('refuses an alias bomb', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const alias = level === 0 ? '"x"' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 10 }, () => alias).join(', ')}]`;
    });
    expect(faultsOf(levels.join('\n'))[0]?.message).toMatch(/^more aliases than an estate needs/);
  });

  it('refuses __proto__ as a key', () => {
    expect(faultsOf(`${HEAD}accounts: []\n__proto__: { seed: 1 }`)).toMatchObject([
      { line: 6, message: 'this key is not allowed' },
    ]);
  });

  it('refuses text that is no YAML, with its line', () => {
    expect(faultsOf('apiVersion: [')[0]).toMatchObject({ line: 1 });
    expect(faultsOf('')[0]).toMatchObject({ path: '', message: 'must be object' });
  });

  it('accepts the examples of the README', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const examples = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);
    expect(examples.map((example) => readEstate(example, 'README.md'))).toMatchObject([
      { ok: true, estate: { name: 'web' } },
      { ok: true, estate: { name: 'core-banking' } },
      { ok: true, estate: { name: 'data' } },
      { ok: true, estate: { name: 'traffic' } },
    ]);
  });

  it('has the published schema', () => {
    const published: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../estate.schema.json'), 'utf8'));
    expect(published).toEqual(JSON.parse(estateSchemaDocument()));
  });
});
