import { DescribeJobsCommand } from '@aws-sdk/client-drs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';

import { HUB_ACCOUNT } from '../../testing/an-estate.ts';
import { play, refusal } from '../../testing/play.ts';
import type { Keys } from '../../testing/sdk-clients.ts';
import { assumeSpoke, clientsWith, hubKeys } from '../../testing/sdk-clients.ts';

/** The three services' refusals of one set of keys. */
const refusalsOf = async (simulator: Parameters<typeof clientsWith>[0], keys: Keys) => {
  const { sts, drs, ec2, destroy } = clientsWith(simulator, keys);
  const all = [
    await refusal(sts.send(new GetCallerIdentityCommand({}))),
    await refusal(drs.send(new DescribeJobsCommand({}))),
    await refusal(ec2.send(new DescribeInstancesCommand({}))),
  ];
  destroy();
  return all.map(({ name }) => name);
};

describe('who calls', () => {
  it('is known from the access key', async () => {
    const { simulator, sts } = await play();
    const hub = clientsWith(simulator, hubKeys(simulator));
    expect(await hub.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: HUB_ACCOUNT,
      Arn: `arn:aws:iam::${HUB_ACCOUNT}:user/orchestrator`,
      UserId: expect.stringMatching(/^AIDA/),
    });
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: expect.stringContaining(':assumed-role/BreakwaterSpoke/execution-1'),
    });
    hub.destroy();
  });

  it('is nobody with an unknown key, a wrong secret or a wrong session token, in the words of each service', async () => {
    const { simulator } = await play();
    const keys = await assumeSpoke(simulator);
    const unknown = ['InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure'];
    expect(await refusalsOf(simulator, { ...keys, accessKeyId: 'ASIA0000000000000000' })).toEqual(unknown);
    expect(await refusalsOf(simulator, { ...keys, sessionToken: 'another' })).toEqual(unknown);
    expect(await refusalsOf(simulator, { ...keys, secretAccessKey: 'guessed-secret' })).toEqual([
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'AuthFailure',
    ]);
  });

  it('is nobody any more once the credentials have expired, in wall time', async () => {
    let now = Date.now();
    const { simulator, clock } = await play(undefined, { wallClock: { now: () => now } });
    const keys = await assumeSpoke(simulator, { DurationSeconds: 900 });
    clock.advance(10_000);
    const { sts, destroy } = clientsWith(simulator, keys);
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
    destroy();
    now += 901_000;
    expect(await refusalsOf(simulator, keys)).toEqual(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);
  });

  it('is nobody with a signature from another time', async () => {
    const in16Minutes = { now: () => Date.now() + 16 * 60_000 };
    await expect(play(undefined, { wallClock: in16Minutes })).rejects.toThrow(/too far from the present/);
  });

  it('is asked for when nothing is signed', async () => {
    const { simulator } = await play();
    const answer = await fetch(simulator.url, { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Missing Authentication Token');
  });

  it('is known from a presigned GetCallerIdentity, answered as JSON when asked for', async () => {
    const { simulator } = await play();
    const url = presignedIdentity(simulator.url, hubKeys(simulator), { 'x-audience': 'hub' });
    const headers = { accept: 'application/json', 'x-audience': 'hub' };
    const answer = await fetch(url, { headers });
    expect(await answer.json()).toMatchObject({
      GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: HUB_ACCOUNT } },
    });
    const other = await fetch(url, { headers: { ...headers, 'x-audience': 'somebody-else' } });
    expect(other.status).toBe(403);
    expect(await other.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });
});

/** A presigned URL made by hand, after the documentation of Signature Version 4. */
function presignedIdentity(endpoint: string, keys: Keys, audience: Record<string, string>): string {
  const at = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const place = `${at.slice(0, 8)}/us-west-2/sts/aws4_request`;
  const headers: Record<string, string> = { host: new URL(endpoint).host, ...audience };
  const names = Object.keys(headers).sort();
  const query = new URLSearchParams({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keys.accessKeyId}/${place}`,
    'X-Amz-Date': at,
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': names.join(';'),
  });
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const request = ['GET', '/', query.toString(), canonicalHeaders, names.join(';'), sha256('')].join('\n');
  const key = place
    .split('/')
    .reduce<Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      Buffer.from(`AWS4${keys.secretAccessKey}`),
    );
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${at}\n${place}\n${sha256(request)}`)
    .digest('hex');
  return `${endpoint}/?${query.toString()}&X-Amz-Signature=${signature}`;
}
