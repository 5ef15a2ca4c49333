import { describe, expect, it } from '@jest/globals';
import { obstaclesTo, readReplicaState, secondsAtStake } from './replica-state.ts';

const row = (over: Record<string, unknown> = {}) => ({
  replica_server_name: 'SQL-1',
  primary_replica: 'SQL-2',
  role_desc: 'SECONDARY',
  connected_state_desc: 'CONNECTED',
  operational_state_desc: 'ONLINE',
  database_name: 'Ledger',
  synchronization_state_desc: 'SYNCHRONIZED',
  is_failover_ready: 1,
  is_suspended: false,
  last_commit_time: '2026-11-23T02:40:00.000',
  read_at: '2026-11-23T02:41:00.000',
  ...over,
});
const stateOf = (...rows: readonly Record<string, unknown>[]) => {
  const state = readReplicaState(JSON.stringify(rows));
  if (state === undefined || state === 'none') throw new TypeError('the rows are none');
  return state;
};

describe('the state of a replica', () => {
  it('is read although sqlcmd breaks the text into lines', () => {
    const text = JSON.stringify([row()]);
    expect(readReplicaState(`${text.slice(0, 80)}\r\n${text.slice(80)}\r\n`)).toMatchObject({
      server: 'SQL-1',
      primary: 'SQL-2',
      role: 'SECONDARY',
    });
  });

  it('is none without rows, and unknown for anything else than rows', () => {
    expect(readReplicaState('  \n')).toBe('none');
    expect(readReplicaState('[]')).toBe('none');
    expect(readReplicaState('Sqlcmd: Error')).toBeUndefined();
    expect(readReplicaState('[{"role_desc":"PRIMARY"}]')).toBeUndefined();
  });

  it('takes what it does not tell for unknown', () => {
    const silent = {
      role_desc: null,
      connected_state_desc: null,
      operational_state_desc: null,
      primary_replica: null,
      database_name: null,
    };
    expect(stateOf(row(silent))).toEqual({
      server: 'SQL-1',
      primary: undefined,
      role: 'UNKNOWN',
      connection: 'UNKNOWN',
      operation: 'UNKNOWN',
      databases: [],
    });
    expect(stateOf(row({ synchronization_state_desc: null })).databases).toMatchObject([
      { synchronization: 'UNKNOWN' },
    ]);
  });

  it('names everything that speaks against a failover without loss', () => {
    expect(obstaclesTo(stateOf(row()))).toEqual([]);
    expect(obstaclesTo(stateOf(row({ connected_state_desc: 'DISCONNECTED', database_name: null })))).toEqual([
      'the replica is DISCONNECTED',
      'the replica tells of no database',
    ]);
    const others = [
      row({ database_name: 'A', is_suspended: 1 }),
      row({ database_name: 'B', synchronization_state_desc: 'SYNCHRONIZING' }),
    ];
    expect(obstaclesTo(stateOf(...others, row({ database_name: 'C', is_failover_ready: false })))).toEqual([
      'A is suspended',
      'B is SYNCHRONIZING',
      'C is not ready to fail over',
    ]);
  });

  it('counts all since the newest transaction as at stake, of the database that is furthest behind', () => {
    expect(
      secondsAtStake(stateOf(row(), row({ database_name: 'Audit', last_commit_time: '2026-11-23T02:39:00.000' }))),
    ).toBe(120);
    expect(secondsAtStake(stateOf(row({ last_commit_time: null })))).toBeUndefined();
    expect(secondsAtStake(stateOf(row({ last_commit_time: 'yesterday' })))).toBeUndefined();
    expect(secondsAtStake(stateOf(row({ database_name: null })))).toBeUndefined();
  });
});
