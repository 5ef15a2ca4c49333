import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeExecutionCommand, GetActivityTaskCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hubStepFunctions, hubStepFunctionsPolls } from './index.ts';

const ACTIVITY = { activityArn: 'arn:aws:states:us-west-2:111122223333:activity:breakwater-test-gate' };
const EXECUTION = { executionArn: 'arn:aws:states:us-west-2:111122223333:execution:breakwater-test-execution:drill-1' };

/** A server that leaves every request open until the test answers it. */
let server: Server;
let open: ServerResponse[];
let onRequest: () => void;
const clients: SFNClient[] = [];

const options = () => ({
  region: 'us-west-2',
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  credentials: async () => ({ accessKeyId: 'AKIDHUB', secretAccessKey: 'secret' }),
});

function kept(client: SFNClient): SFNClient {
  clients.push(client);
  return client;
}

const openRequests = (count: number): Promise<void> =>
  new Promise((resolve) => {
    onRequest = () => {
      if (open.length >= count) resolve();
    };
    onRequest();
  });

beforeEach(async () => {
  open = [];
  onRequest = () => undefined;
  server = createServer((request, response) => {
    request.resume();
    open.push(response);
    onRequest();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("the hub's clients of Step Functions", () => {
  it('hold more polls open at once than the SDK does by itself', async () => {
    const polls = kept(hubStepFunctionsPolls(options(), 80));
    const answers = Array.from({ length: 80 }, () => polls.send(new GetActivityTaskCommand(ACTIVITY)));
    await openRequests(80);
    for (const response of open) response.end('{}');
    expect(new Set((await Promise.all(answers)).map(({ taskToken }) => taskToken))).toEqual(new Set([undefined]));
  });

  it('poll once, and leave it to the caller to poll again', async () => {
    const poll = kept(hubStepFunctionsPolls(options(), 2)).send(new GetActivityTaskCommand(ACTIVITY));
    await openRequests(1);
    open[0]?.writeHead(500).end('{}');
    await expect(poll).rejects.toMatchObject({ $metadata: { attempts: 1 } });
  });

  it('end a call that takes too long', async () => {
    const client = kept(hubStepFunctions({ ...options(), requestTimeoutMilliseconds: 20 }));
    await expect(client.send(new DescribeExecutionCommand(EXECUTION))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(open).toHaveLength(4);
  });
});
