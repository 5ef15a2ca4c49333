import { describe, expect, it } from '@jest/globals';
import { stepId, type ExistingResource } from '@breakwater/core';
import { aReport, aStepReport, aWaveReport } from '../../testing/a-report.ts';
import { existsLines } from '../render/exists.ts';
import { nextCommands } from '../render/next.ts';
import { withoutCleaned } from './clean-up-after.ts';

const existing = (id: string): ExistingResource => ({
  ...{ kind: 'recovery instance', id, account: '333344445555', region: 'us-west-2' },
  ...{ step: stepId('app-servers'), from: null, kept: false },
});
const terminating = (status: 'succeeded' | 'failed', ...ids: readonly string[]) =>
  aStepReport({ status, resources: ids.map((id) => ({ id, status: 'terminated' })) });

const staying = (id: string) => aStepReport({ status: 'succeeded', resources: [{ id, status: 'kept' }] });

describe('the report of a drill that was cleaned up', () => {
  it('lists only what the clean-up has left', () => {
    const drill = aReport({ exists: ['i-1', 'i-2', 'i-3'].map(existing) });
    const steps = [terminating('succeeded', 'i-1'), terminating('failed', 'i-2')];
    const cleanup = aReport({ execution: { mode: 'cleanup' }, waves: [aWaveReport({ steps })] });
    expect(withoutCleaned(drill, cleanup).exists.map(({ id }) => id)).toEqual(['i-2', 'i-3']);
  });

  it('says of what the clean-up left alone, since somebody keeps it, that it is kept', () => {
    const drill = aReport({ exists: ['i-1', 'i-2'].map(existing) });
    const steps = [terminating('succeeded', 'i-1'), staying('i-2')];
    const exists = [{ ...existing('i-2'), kept: true }];
    const cleanup = aReport({ execution: { mode: 'cleanup' }, waves: [aWaveReport({ steps })], exists });
    const report = withoutCleaned(drill, cleanup);
    expect(report.exists.map(({ id, kept }) => [id, kept])).toEqual([['i-2', true]]);
    expect(existsLines(report).join('\n')).toContain('recovery instance, kept for real');
    expect(nextCommands(report, { kind: 'server' }).map(({ command }) => command)).toEqual([
      expect.stringContaining('execution show'),
    ]);
  });
});
