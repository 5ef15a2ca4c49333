import { describe, expect, it } from '@jest/globals';
import { instantAt } from '@breakwater/core';
import { anOperationRequest } from '@breakwater/core/testing';
import { Check } from 'typebox/value';
import { assign, newLedger } from '../batches/step-ledger.ts';
import { backoffSeconds, jitter } from '../broker/jitter.ts';
import { RecoverParams } from '../recover/params.ts';
import { recoverRunbook } from '../recover/runbook.ts';
import { matches } from '../resolve.ts';
import { isoDurationSeconds } from '../service/iso-duration.ts';
import type { JobServer, JobView } from '../service/jobs.ts';
import { tagsArgument } from './cli.ts';
import { launchEstimate } from './durations.ts';
import { failureMessage, listed } from './findings.ts';
import { itemState, type JobReading } from './item-state.ts';

describe('reading DRS', () => {
  it.each([
    ['PT5M30S', 330],
    ['P1DT2H', 93_600],
    ['PT0.2S', 1],
    ['P', undefined],
    ['PT', undefined],
    ['5 minutes', undefined],
  ])('reads the duration %s', (text, seconds) => {
    expect(isoDurationSeconds(text)).toBe(seconds);
  });

  it('sifts by tags: all of, any of, none of', () => {
    const tags = { app: 'payments', tier: 'web' };
    expect(matches({}, tags)).toBe(true);
    expect(matches({ allOf: { app: 'payments', tier: 'db' } }, tags)).toBe(false);
    expect(matches({ anyOf: { app: 'ledger', tier: 'web' } }, tags)).toBe(true);
    expect(matches({ anyOf: { app: 'ledger' } }, tags)).toBe(false);
    expect(matches({ allOf: { app: 'payments' }, noneOf: { tier: 'web' } }, tags)).toBe(false);
  });
});

describe('the state of a server in its job', () => {
  const reading: JobReading = { good: 'LAUNCHED', isAbout: ({ sourceServerId }, item) => sourceServerId === item };
  const ledger = assign(newLedger(instantAt(0), false), ['s-1'], 'drsjob-1');
  const stateIn = (over: Partial<JobServer>, isCompleted: boolean) => {
    const server = {
      sourceServerId: 's-1',
      recoveryInstanceId: 'i-1',
      status: 'LAUNCHED',
      hasRunningActions: false,
      ...over,
    };
    const job: JobView = {
      id: 'drsjob-1',
      type: 'LAUNCH',
      createdAt: instantAt(0),
      isCompleted,
      servers: [server],
      tags: {},
    };
    const state = itemState('s-1', ledger, () => job, reading);
    return state.kind === 'done' ? state.outcome : state.kind;
  };

  it('is good before the job is over, once nothing can undo it', () => {
    expect(stateIn({}, false)).toBe('good');
    expect(stateIn({ hasRunningActions: true }, false)).toBe('running');
    expect(stateIn({ recoveryInstanceId: undefined }, false)).toBe('running');
  });

  it('[trap:drs-launch-is-tried-again] is bad only when the job is over, for DRS tries again by itself', () => {
    expect(stateIn({ status: 'FAILED' }, false)).toBe('running');
    expect(stateIn({ status: 'FAILED' }, true)).toBe('failed');
  });

  it('[trap:drs-unknown-status] is unknown when the word is, or when the job has lost the server', () => {
    expect(stateIn({ status: 'PENDING' }, true)).toBe('unknown');
    expect(stateIn({ sourceServerId: 's-2' }, true)).toBe('unknown');
  });
});

describe('words and figures', () => {
  it('groups reasons by how often they occur, and names three at most', () => {
    expect(failureMessage(['b', 'a', 'a'], 40, 'failed')).toBe('3 of 40 servers failed: a (2), b (1)');
    expect(listed(['1', '2', '3', '4', '5'])).toBe('1, 2, 3 and 2 more');
  });

  it('spreads tries, grows their delay and keeps it below the most', () => {
    expect(jitter('a')).not.toBe(jitter('b'));
    for (const count of [1, 2, 5, 20]) {
      const seconds = backoffSeconds('key', count, 15);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(15);
      expect(backoffSeconds('key', count, 15)).toBe(seconds);
    }
  });

  it('estimates by the slowest server, once for each filling of the quota', () => {
    const linux = { id: 's-1', facts: { os: 'linux' } };
    const windows = { id: 's-2', facts: { os: 'windows' } };
    expect(launchEstimate([linux], 500)).toEqual({ typicalSeconds: 600, longestSeconds: 3_600 });
    expect(launchEstimate([linux, windows], 500).typicalSeconds).toBe(1_200);
    expect(launchEstimate([linux, linux, linux], 2).typicalSeconds).toBe(1_200);
  });

  it('quotes tags for a shell', () => {
    expect(tagsArgument('map', { 'breakwater:step': "a'b" })).toBe(`'{"breakwater:step":"a'\\''b"}'`);
  });
});

describe('parameters of recover', () => {
  const id = 's-0123456789abcdef0';

  it.each([
    [{ sourceServerIds: [id] }, true],
    [{ protectionGroup: 'app', recoverTo: '2026-11-23T02:41:00Z' }, true],
    [{ select: { allOf: { app: 'x' } }, recoverTo: 'latest' }, true],
    [{}, false],
    [{ sourceServerIds: [id], protectionGroup: 'app' }, false],
    [{ sourceServerIds: [id, id] }, false],
    [{ sourceServerIds: ['i-0123456789abcdef0'] }, false],
    [{ protectionGroup: 'app', recoverTo: '2026-11-23T02:41:00' }, false],
    [{ protectionGroup: 'app', recoverto: 'latest' }, false],
  ])('%j is accepted: %s', (params, isAccepted) => {
    expect(Check(RecoverParams, params)).toBe(isAccepted);
  });

  it('tells a person how to launch for real at an instant', () => {
    const params = { protectionGroup: 'app', recoverTo: '2026-11-23T02:41:00Z' };
    const request = { ...anOperationRequest(), mode: 'recovery' as const, params, resources: [{ id }] };
    const text = recoverRunbook(request)
      .flatMap(({ commands }) => commands ?? [])
      .join('\n');
    expect(text).toContain(`aws drs start-recovery --no-is-drill --source-servers sourceServerID=${id}`);
    expect(text).toContain('--filters toDateTime=2026-11-23T02:41:00Z');
    expect(text).toContain('--disable-api-termination');
  });
});
