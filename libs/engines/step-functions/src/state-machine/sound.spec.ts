import { describe, expect, it } from '@jest/globals';
import { activityTask } from './activity-task.ts';
import { scope, type Scope } from './asl.ts';
import { DONE, supersededEnd } from './endings.ts';
import { mapOver } from './map-over.ts';
import { suffixed } from './scopes.ts';
import { sound, UnsoundStateMachineError } from './sound.ts';

const TIMINGS = { heartbeatSeconds: 60, timeoutSeconds: 3_600 };
const task = <Name extends string>(next: Name) =>
  activityTask('arn:aws:states:us-west-2:111122223333:activity:a', TIMINGS, {
    Parameters: {},
    ResultPath: null,
    Next: next,
  });
const small = (): Scope => scope('Work', { Work: task('Done'), Done: DONE, Superseded: supersededEnd('machine') });
const overItems = (items: Scope): Scope =>
  scope('All', {
    All: mapOver<'Over'>('inline', { label: 'All', items: '$.items', select: {}, scope: items, next: 'Over' }),
    Over: DONE,
    Superseded: supersededEnd('machine'),
  });
const faultsOf = (machine: Scope): readonly string[] => {
  try {
    sound({ Comment: 'test', ...machine });
    return [];
  } catch (error) {
    if (!(error instanceof UnsoundStateMachineError)) throw error;
    return error.faults;
  }
};

describe('a state machine', () => {
  it('does not compile when a state leads to one that is not there', () => {
    // @ts-expect-error: there is no state "Gone"
    const broken = scope('Work', { Work: task('Gone'), Done: DONE, Superseded: supersededEnd('machine') });
    expect(faultsOf(broken)).toEqual(['state "Work" leads to "Gone", which is not there', 'no state leads to "Done"']);
  });

  it('starts at a state that is there', () => {
    expect(faultsOf({ ...small(), StartAt: 'Nowhere' })[0]).toBe('there is no state "Nowhere" to start at');
  });

  it('has no state inside of a Map that is not reached', () => {
    const items = suffixed(small(), 'item');
    expect(faultsOf(overItems({ ...items, States: { ...items.States, Lost: DONE } }))).toEqual([
      'no state leads to "Lost"',
    ]);
  });

  it('names its states once, those inside of Maps included', () => {
    expect(faultsOf(overItems(small()))).toEqual(['there are 2 states "Superseded"']);
    expect(faultsOf(overItems(suffixed(small(), 'item')))).toEqual([]);
  });

  it('has names of up to 80 characters', () => {
    expect(faultsOf(suffixed(small(), 'x'.repeat(75)))[0]).toMatch(/is longer than 80 characters$/);
  });

  it('is not larger than AWS takes it', () => {
    const large = scope('Work', {
      Work: { ...task('Done'), Comment: 'x'.repeat(1_048_576) },
      Done: DONE,
      Superseded: supersededEnd('machine'),
    });
    expect(faultsOf(large)[0]).toMatch(/^it has 10\d{5} bytes, and AWS takes 1048576$/);
  });
});
