import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';

import { anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import { play } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { AvailabilityGroupSpec } from '../../estate/application-schema.ts';
import { networkId } from '../ec2/network/network-state.ts';

const STATE = `SELECT ar.replica_server_name, ars.role_desc, ars.is_local, drs.synchronization_state_desc AS sync, dcs.is_failover_ready,
  CONVERT(varchar(33), drs.last_commit_time, 126) AS last_commit_time, CONVERT(varchar(33), SYSDATETIME(), 126) AS read_at
  FROM sys.dm_hadr_availability_replica_states AS ars JOIN sys.availability_groups AS ag ON ag.group_id = ars.group_id
  LEFT JOIN sys.dm_hadr_database_replica_states AS drs ON drs.replica_id = ars.replica_id
  WHERE ag.name = N'pay' FOR JSON PATH, INCLUDE_NULL_VALUES;`;

type Replicas = AvailabilityGroupSpec['replicas'];

async function open(west: Partial<Replicas[number]> = {}) {
  const region = (name: string) => ({ instances: [{ name, os: 'windows' as const }] });
  const replicas: Replicas = [
    { server: 'SQL-EAST', region: SOURCE_REGION, instance: 'sql-east', primary: true },
    { server: 'SQL-WEST', region: RECOVERY_REGION, instance: 'sql-west', ...west },
  ];
  const played = await play(
    anEstateOf(
      { [SOURCE_REGION]: region('sql-east'), [RECOVERY_REGION]: region('sql-west') },
      { account: { availabilityGroups: [{ name: 'pay', databases: ['ledger'], replicas }] } },
    ),
  );
  const clients = {
    [SOURCE_REGION]: await spokeClient(played, SSMClient, SOURCE_REGION),
    [RECOVERY_REGION]: await spokeClient(played, SSMClient, RECOVERY_REGION),
  };
  const run = async (at: keyof typeof clients, sql: string, call = 'sqlcmd -S . -E -b -r 1 -y 0') => {
    const client = clients[at];
    const name = at === SOURCE_REGION ? 'sql-east' : 'sql-west';
    const InstanceId = networkId({ accountId: SPOKE_ACCOUNT, region: at }, 'i', name);
    const { Command } = await client.send(
      new SendCommandCommand({
        DocumentName: 'AWS-RunPowerShellScript',
        InstanceIds: [InstanceId],
        Parameters: { commands: [`$sql = "${sql}"`, `${call} -Q $sql`, 'exit $LASTEXITCODE'] },
      }),
    );
    played.clock.advance(60);
    return client.send(new GetCommandInvocationCommand({ CommandId: Command?.CommandId, InstanceId }));
  };
  const state = async (at: keyof typeof clients): Promise<Record<string, unknown>[]> =>
    JSON.parse((await run(at, STATE)).StandardOutputContent ?? '') as Record<string, unknown>[];
  return { ...played, run, state };
}

describe('the state of an availability group', () => {
  it('shows every replica on the primary, and a secondary only itself', async () => {
    const { state } = await open();
    expect(
      (await state(SOURCE_REGION)).map((row) => [row['replica_server_name'], row['role_desc'], row['sync']]),
    ).toEqual([
      ['SQL-EAST', 'PRIMARY', 'SYNCHRONIZED'],
      ['SQL-WEST', 'SECONDARY', 'SYNCHRONIZED'],
    ]);
    const [own, ...others] = await state(RECOVERY_REGION);
    expect(others).toEqual([]);
    expect(own).toMatchObject({ replica_server_name: 'SQL-WEST', is_local: true, is_failover_ready: true });
    expect(own?.['last_commit_time']).toBe(own?.['read_at']);
  });

  it('says how far an asynchronous replica is behind, and that it gets nothing from a dark primary', async () => {
    const { state, simulator } = await open({ commit: 'asynchronous', lag: 'PT30S' });
    const lagOf = (row: Record<string, unknown> | undefined): number =>
      (Date.parse(String(row?.['read_at'])) - Date.parse(String(row?.['last_commit_time']))) / 1000;
    const [behind] = await state(RECOVERY_REGION);
    expect(behind).toMatchObject({ sync: 'SYNCHRONIZING', is_failover_ready: false });
    expect(lagOf(behind)).toBe(30);
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    const [cut] = await state(RECOVERY_REGION);
    expect(cut).toMatchObject({ sync: 'NOT SYNCHRONIZING' });
    expect(lagOf(cut)).toBeGreaterThan(30);
  });

  it('refuses a column that it does not have, and says nothing of a group that is not there', async () => {
    const { run } = await open();
    const query = (columns: string, group: string) =>
      `SELECT ${columns} FROM sys.dm_hadr_availability_replica_states AS a JOIN sys.availability_groups AS ag ON 1 = 1 WHERE ag.name = N'${group}' FOR JSON PATH`;
    const wrong = await run(RECOVERY_REGION, query('a.colour', 'pay'));
    expect(wrong).toMatchObject({ Status: 'Failed', ResponseCode: 1 });
    expect(wrong.StandardErrorContent).toContain("Invalid column name 'colour'");
    expect((await run(RECOVERY_REGION, query('a.role_desc', 'nobody'))).StandardOutputContent).toBe('');
  });
});

describe('a failover of an availability group', () => {
  it('moves the primary to the synchronized replica it runs on', async () => {
    const { run, state, simulator } = await open();
    expect((await run(RECOVERY_REGION, 'ALTER AVAILABILITY GROUP [pay] FAILOVER;')).Status).toBe('Success');
    expect((await state(RECOVERY_REGION)).map((row) => row['role_desc'])).toEqual(['SECONDARY', 'PRIMARY']);
    const [group] = simulator.control.state().availabilityGroups;
    expect(group?.replicas.map(({ server, role }) => [server, role])).toEqual([
      ['SQL-EAST', 'SECONDARY'],
      ['SQL-WEST', 'PRIMARY'],
    ]);
    const again = await run(RECOVERY_REGION, 'ALTER AVAILABILITY GROUP [pay] FAILOVER;');
    expect(again).toMatchObject({ Status: 'Failed', ResponseCode: 1 });
    expect(again.StandardErrorContent).toContain('already the primary');
  });

  it('is refused to a replica that is not synchronized, and forced with the others suspended', async () => {
    const { run, state } = await open({ commit: 'asynchronous', lag: 'PT5S' });
    const planned = await run(RECOVERY_REGION, 'ALTER AVAILABILITY GROUP [pay] FAILOVER;');
    expect(planned.StandardErrorContent).toContain('Msg 41142');
    await run(RECOVERY_REGION, 'ALTER AVAILABILITY GROUP [pay] FORCE_FAILOVER_ALLOW_DATA_LOSS;');
    const [old] = await state(SOURCE_REGION);
    expect(old).toMatchObject({ role_desc: 'SECONDARY', sync: 'NOT SYNCHRONIZING' });
    await run(SOURCE_REGION, 'ALTER DATABASE [ledger] SET HADR RESUME;');
    expect((await state(SOURCE_REGION))[0]).toMatchObject({ sync: 'SYNCHRONIZING' });
  });

  it('is prepared by synchronous commit', async () => {
    const { run, state } = await open({ commit: 'asynchronous', lag: 'PT5S' });
    const change =
      "ALTER AVAILABILITY GROUP [pay] MODIFY REPLICA ON N'SQL-WEST' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT);";
    expect((await run(RECOVERY_REGION, change)).Status).toBe('Failed');
    expect((await run(SOURCE_REGION, change)).Status).toBe('Success');
    expect((await state(RECOVERY_REGION))[0]).toMatchObject({ sync: 'SYNCHRONIZED', is_failover_ready: true });
  });

  it('is hidden by sqlcmd when it fails without -b', async () => {
    const { run } = await open({ commit: 'asynchronous' });
    const quiet = await run(RECOVERY_REGION, 'ALTER AVAILABILITY GROUP [pay] FAILOVER;', 'sqlcmd -E');
    expect(quiet).toMatchObject({ Status: 'Success', ResponseCode: 0 });
    expect(quiet.StandardOutputContent).toContain('Msg 41142');
  });
});
