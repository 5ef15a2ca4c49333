import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { ConfigError, readConfig } from './read-config.ts';

const Schema = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
  TABLE: Type.String({ minLength: 3 }),
  VERBOSE: Type.Optional(Type.Boolean()),
});

const faultsOf = (env: Record<string, string>) => {
  try {
    readConfig(Schema, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults;
  }
};

describe('the configuration', () => {
  it('takes what the schema names, converts it and fills in defaults', () => {
    expect(readConfig(Schema, { PORT: '9000', TABLE: 'plans', VERBOSE: 'true', PATH: '/bin' })).toEqual({
      HOST: '127.0.0.1',
      PORT: 9000,
      TABLE: 'plans',
      VERBOSE: true,
    });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(readConfig(Schema, { TABLE: 'plans' }))).toBe(true);
  });

  it('names every fault at once', () => {
    expect(faultsOf({ PORT: '70000', VERBOSE: 'perhaps' }).map((fault) => fault.name)).toEqual([
      'PORT',
      'TABLE',
      'VERBOSE',
    ]);
  });

  it('counts an empty text as absent', () => {
    expect(faultsOf({ TABLE: '' })).toEqual([{ name: 'TABLE', message: 'is missing' }]);
    expect(readConfig(Schema, { TABLE: 'plans', PORT: '' }).PORT).toBe(8080);
  });

  it('does not repeat a value, which may be a secret', () => {
    const faults = faultsOf({ TABLE: 'plans', PORT: 'hunter2' });
    expect(faults).toHaveLength(1);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });
});
