import { describe, expect, it } from '@jest/globals';
import { installedAdapters } from '@breakwater/hosting';
import { hostedTechnologies } from './hosted-technologies.ts';

describe('the technologies of an adapter host', () => {
  it('are those that it is told, once each', () => {
    expect(hostedTechnologies(['drs', 'database', 'drs'], installedAdapters())).toEqual(['drs', 'database']);
  });

  it('must have an adapter, so that no step is taken that nobody runs', () => {
    expect(() => hostedTechnologies(['drs', 'pilot-light'], installedAdapters())).toThrow(
      'no adapter is installed for pilot-light: TECHNOLOGIES may name built-in, drs',
    );
  });
});
