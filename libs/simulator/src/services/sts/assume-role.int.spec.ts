import { DescribeJobsCommand, DescribeSourceServersCommand } from '@aws-sdk/client-drs';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';

import { anEstate, HUB_ACCOUNT, SPOKE_ACCOUNT, SPOKE_EXTERNAL_ID, SPOKE_ROLE_ARN } from '../../../testing/an-estate.ts';
import type { Play, Refusal } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { assumeSpoke, clientsWith, hubKeys } from '../../../testing/sdk-clients.ts';

const request = (over: Partial<AssumeRoleCommandInput> = {}): AssumeRoleCommand =>
  new AssumeRoleCommand({
    RoleArn: SPOKE_ROLE_ARN,
    RoleSessionName: 'execution-1',
    ExternalId: SPOKE_EXTERNAL_ID,
    ...over,
  });

const hubRefusal = async ({ simulator }: Play, over: Partial<AssumeRoleCommandInput>): Promise<Refusal> => {
  const hub = clientsWith(simulator, hubKeys(simulator));
  return refusal(hub.sts.send(request(over))).finally(hub.destroy);
};

const hubRole = { account: HUB_ACCOUNT, principals: [{ kind: 'role' as const, name: 'DrHubTask', path: '/dr/' }] };

describe('AssumeRole', () => {
  it('gives temporary credentials of the role for the duration asked for', async () => {
    const { simulator } = await play();
    const hub = clientsWith(simulator, hubKeys(simulator));
    const before = Date.now();
    const answer = await hub.sts.send(request({ DurationSeconds: 900, SourceIdentity: 'ana' })).finally(hub.destroy);
    expect(answer).toMatchObject({
      AssumedRoleUser: {
        Arn: `arn:aws:sts::${SPOKE_ACCOUNT}:assumed-role/BreakwaterSpoke/execution-1`,
        AssumedRoleId: expect.stringMatching(/^AROA[0-9A-F]{16}:execution-1$/),
      },
      Credentials: { AccessKeyId: expect.stringMatching(/^ASIA/), SessionToken: expect.any(String) },
      SourceIdentity: 'ana',
    });
    const lifetimeMs = (answer.Credentials?.Expiration?.getTime() ?? 0) - before;
    expect(Math.abs(lifetimeMs - 900_000)).toBeLessThan(10_000);
  });

  it('answers a missing role, a wrong external id and an absent one alike', async () => {
    const ready = await play();
    const missing = await hubRefusal(ready, { RoleArn: `arn:aws:iam::${SPOKE_ACCOUNT}:role/Nobody` });
    const wrong = await hubRefusal(ready, { ExternalId: 'guessed' });
    const absent = await hubRefusal(ready, { ExternalId: undefined });
    for (const { name, $metadata } of [missing, wrong, absent]) {
      expect({ name, status: $metadata?.httpStatusCode }).toEqual({ name: 'AccessDenied', status: 403 });
    }
    expect(wrong.message).toBe(absent.message);
    expect(missing.message.replace('role/Nobody', 'role/breakwater/BreakwaterSpoke')).toBe(wrong.message);
  });

  it('refuses a principal that the role does not trust, and one whose own policy forbids it', async () => {
    const trustsOther = await play(anEstate(), {});
    expect(trustsOther.simulator.accounts().accounts[0]?.roleArn).toBe(SPOKE_ROLE_ARN);
    const untrusting = anEstate({ role: { trusts: ['arn:aws:iam::999988887777:root'] } });
    await expect(play(untrusting)).rejects.toThrow(/is not authorized to perform: sts:AssumeRole on resource/);
    const forbidding = anEstate({
      hub: { account: HUB_ACCOUNT, principals: [{ name: 'orchestrator', allow: ['sts:GetCallerIdentity'] }] },
    });
    await expect(play(forbidding)).rejects.toThrow(/is not authorized to perform: sts:AssumeRole$/);
  });

  it('trusts a hub role by its ARN with path', async () => {
    const trusts = [`arn:aws:iam::${HUB_ACCOUNT}:role/dr/DrHubTask`];
    const { sts } = await play(anEstate({ hub: hubRole, role: { trusts } }));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: SPOKE_ACCOUNT });
  });

  it('caps a chained session at one hour, and every session at what the role allows', async () => {
    const chained = await play(anEstate({ hub: hubRole, role: { maxSessionSeconds: 43_200 } }));
    expect(await hubRefusal(chained, { DurationSeconds: 3_601 })).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('role chaining'),
    });
    const direct = await play(anEstate({ role: { maxSessionSeconds: 7_200 } }));
    expect(await hubRefusal(direct, { DurationSeconds: 7_201 })).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('MaxSessionDuration'),
    });
    await expect(assumeSpoke(direct.simulator, { DurationSeconds: 7_200 })).resolves.toBeDefined();
  });

  it.each([
    [{ RoleSessionName: 'with/slash' }, 'roleSessionName'],
    [{ DurationSeconds: 899 }, 'durationSeconds'],
    [{ SourceIdentity: 'aws:ana' }, 'sourceIdentity'],
    [{ ExternalId: 'x' }, 'externalId'],
  ])('refuses %j by its member', async (over, member) => {
    const { name, message } = await hubRefusal(await play(), over);
    expect({ name, message }).toEqual({ name: 'ValidationError', message: expect.stringContaining(`at '${member}'`) });
  });

  it('refuses a parameter that it does not model', async () => {
    const answer = await hubRefusal(await play(), {
      SerialNumber: 'arn:aws:iam::111122223333:mfa/ana',
      TokenCode: '123456',
    });
    expect(answer).toMatchObject({ name: 'ValidationError', message: expect.stringContaining('SerialNumber') });
  });

  it('needs sts:SetSourceIdentity and sts:TagSession where they are used', async () => {
    const ready = await play(anEstate({ role: { trustAllows: ['sts:AssumeRole'] } }));
    expect(await hubRefusal(ready, { SourceIdentity: 'ana' })).toMatchObject({ name: 'AccessDenied' });
    expect(await hubRefusal(ready, { Tags: [{ Key: 'plan', Value: 'core' }] })).toMatchObject({ name: 'AccessDenied' });
  });

  it('narrows the role by a session policy', async () => {
    const { simulator } = await play();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'drs:DescribeJobs', Resource: '*' }],
    });
    const narrow = clientsWith(simulator, await assumeSpoke(simulator, { Policy }));
    await expect(narrow.drs.send(new DescribeJobsCommand({}))).resolves.toMatchObject({ items: [] });
    expect(await refusal(narrow.drs.send(new DescribeSourceServersCommand({})))).toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
    });
    narrow.destroy();
  });

  it('refuses a session policy that it cannot play', async () => {
    const ready = await play();
    const statement = { Effect: 'Allow', Action: 'drs:*', Resource: '*' };
    const bad = [
      '{',
      { Statement: [{ ...statement, Condition: {} }] },
      { Statement: [{ ...statement, Resource: 'arn:aws:drs:x' }] },
    ];
    for (const policy of bad) {
      const Policy = typeof policy === 'string' ? policy : JSON.stringify(policy);
      expect(await hubRefusal(ready, { Policy })).toMatchObject({
        name: expect.stringMatching(/^MalformedPolicyDocument/),
      });
    }
  });
});
