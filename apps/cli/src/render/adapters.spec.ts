import { describe, expect, it } from '@jest/globals';
import { describeAdapters } from '@breakwater/api';
import { anActor, aRegistry, T0 } from '@breakwater/core/testing';
import { adapterLines } from './adapters.ts';

describe('the list of adapters', () => {
  const off = { technology: 'drs', reason: 'it loses jobs', by: anActor({ subject: 'local:ana' }), at: T0 };

  it('says of one that is switched off since when, by whom and why', () => {
    const lines = adapterLines(describeAdapters(aRegistry(), [off]));
    expect(lines.slice(0, 3).join(' ').replaceAll(/\s+/g, ' ')).toContain(
      'drs SWITCHED OFF since 2026-01-01 00:00:00 UTC by local:ana: it loses jobs. People do its steps.',
    );
  });

  it('says nothing of the kind otherwise', () => {
    expect(adapterLines(describeAdapters(aRegistry())).join(' ')).not.toContain('SWITCHED OFF');
  });
});
