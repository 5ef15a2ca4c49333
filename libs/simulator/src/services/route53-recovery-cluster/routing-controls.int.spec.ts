import {
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  ListHealthChecksCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  GetRoutingControlStateCommand,
  ListRoutingControlsCommand,
  paginateListRoutingControls,
  Route53RecoveryClusterClient,
  UpdateRoutingControlStateCommand,
  UpdateRoutingControlStatesCommand,
} from '@aws-sdk/client-route53-recovery-cluster';
import { describe, expect, it } from '@jest/globals';

import { anEstate, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { Estate } from '../../estate/estate-schema.ts';
import { controlPanelArn, routingControlArn, safetyRuleArn } from './routing-controls.ts';

const EAST = routingControlArn(SPOKE_ACCOUNT, 'core', 'east');
const WEST = routingControlArn(SPOKE_ACCOUNT, 'core', 'west');
const SWITCH = routingControlArn(SPOKE_ACCOUNT, 'core', 'switch');
const SIDE = routingControlArn(SPOKE_ACCOUNT, 'side', 'other');

function controlledEstate(): Estate {
  const estate = anEstate();
  const [account, ...others] = estate.accounts;
  if (!account) throw new TypeError('the estate has no account');
  return {
    ...estate,
    accounts: [
      {
        ...account,
        routingControl: {
          clusters: [
            {
              name: 'main',
              panels: [
                {
                  name: 'core',
                  controls: [{ name: 'east', state: 'On' }, { name: 'west' }, { name: 'switch', state: 'On' }],
                  safetyRules: [
                    { name: 'one-side', kind: 'assertion', controls: ['east', 'west'], rule: { type: 'or' } },
                    {
                      name: 'maintenance',
                      kind: 'gating',
                      controls: ['switch'],
                      targets: ['east', 'west'],
                      rule: { type: 'and' },
                    },
                  ],
                },
                { name: 'side', controls: [{ name: 'other' }] },
              ],
            },
          ],
        },
        route53: {
          healthChecks: [
            { id: 'control-check', type: 'RECOVERY_CONTROL', routingControlArn: EAST },
            { id: 'web-check', type: 'HTTPS', domain: 'pay.example.com', path: '/ready', healthy: false },
          ],
        },
      },
      ...others,
    ],
  };
}

interface Controlled extends Play {
  readonly cluster: Route53RecoveryClusterClient;
  readonly states: () => Promise<Record<string, string | undefined>>;
  readonly set: (entries: Record<string, 'On' | 'Off'>, overrides?: string[]) => Promise<unknown>;
}

async function playControlled(region = 'eu-west-1'): Promise<Controlled> {
  const ready = await play(controlledEstate());
  const cluster = await spokeClient(ready, Route53RecoveryClusterClient, region);
  return {
    ...ready,
    cluster,
    states: async () => {
      const { RoutingControls = [] } = await cluster.send(new ListRoutingControlsCommand({}));
      return Object.fromEntries(
        RoutingControls.map(({ RoutingControlName, RoutingControlState }) => [
          RoutingControlName ?? '',
          RoutingControlState,
        ]),
      );
    },
    set: (entries, overrides) =>
      cluster.send(
        new UpdateRoutingControlStatesCommand({
          UpdateRoutingControlStateEntries: Object.entries(entries).map(([RoutingControlArn, RoutingControlState]) => ({
            RoutingControlArn,
            RoutingControlState,
          })),
          ...(overrides ? { SafetyRulesToOverride: overrides } : {}),
        }),
      ),
  };
}

describe('routing controls', () => {
  it('are read and switched through each of the five endpoints', async () => {
    const ready = await playControlled();
    for (const [index, region] of [
      'us-east-1',
      'us-west-2',
      'eu-west-1',
      'ap-northeast-1',
      'ap-southeast-2',
    ].entries()) {
      const endpoint = await spokeClient(ready, Route53RecoveryClusterClient, region);
      const RoutingControlState = index % 2 === 0 ? 'On' : 'Off';
      await endpoint.send(new UpdateRoutingControlStateCommand({ RoutingControlArn: WEST, RoutingControlState }));
      expect(await ready.cluster.send(new GetRoutingControlStateCommand({ RoutingControlArn: WEST }))).toMatchObject({
        RoutingControlName: 'west',
        RoutingControlState,
      });
    }
    const elsewhere = await spokeClient(ready, Route53RecoveryClusterClient, 'eu-central-1');
    expect(await refusal(elsewhere.send(new GetRoutingControlStateCommand({ RoutingControlArn: WEST })))).toMatchObject(
      {
        name: 'ResourceNotFoundException',
      },
    );
  });

  it('are listed by panel and by pages', async () => {
    const { cluster } = await playControlled();
    const ControlPanelArn = controlPanelArn(SPOKE_ACCOUNT, 'core');
    const names: string[][] = [];
    for await (const { RoutingControls = [] } of paginateListRoutingControls(
      { client: cluster, pageSize: 2 },
      { ControlPanelArn },
    )) {
      names.push(RoutingControls.map(({ RoutingControlName }) => RoutingControlName ?? ''));
    }
    expect(names).toEqual([['east', 'west'], ['switch']]);
    expect(await refusal(cluster.send(new ListRoutingControlsCommand({ NextToken: 'x' })))).toMatchObject({
      name: 'ValidationException',
    });
  });

  it('change together or not at all, as the safety rules allow', async () => {
    const { set, states, simulator } = await playControlled();
    expect(await refusal(set({ [EAST]: 'Off' }))).toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
      message: expect.stringContaining('one-side'),
    });
    await set({ [EAST]: 'Off', [WEST]: 'On' });
    expect(await states()).toMatchObject({ east: 'Off', west: 'On' });
    await set({ [SWITCH]: 'Off' });
    expect((await refusal(set({ [EAST]: 'On' }))).message).toContain('maintenance');
    await set({ [EAST]: 'On' }, [safetyRuleArn(SPOKE_ACCOUNT, 'core', 'maintenance')]);
    expect(await states()).toMatchObject({ east: 'On', west: 'On', switch: 'Off' });
    const dumped = simulator.control.state().places.find(({ region }) => region === 'us-west-2')?.routingControls;
    expect(dumped?.find(({ arn }) => arn === EAST)).toMatchObject({ name: 'east', state: 'On' });
  });

  it('refuse what is malformed, unknown, or of two panels', async () => {
    const { set, cluster } = await playControlled();
    expect(await refusal(set({ [`${EAST}0`]: 'On' }))).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await refusal(set({ [WEST]: 'On', [SIDE]: 'On' }))).toMatchObject({ name: 'ValidationException' });
    const odd = new UpdateRoutingControlStateCommand({ RoutingControlArn: WEST, RoutingControlState: 'on' as 'On' });
    expect(await refusal(cluster.send(odd))).toMatchObject({ name: 'ValidationException' });
  });

  it('go on through the other endpoints while one is away', async () => {
    const ready = await playControlled('us-east-1');
    const other = await spokeClient(ready, Route53RecoveryClusterClient, 'us-west-2');
    const code = 'EndpointTemporarilyUnavailableException';
    const fault = {
      kind: 'refused',
      operation: 'route53-recovery-cluster:*',
      region: 'us-east-1',
      code,
      httpStatus: 503,
    };
    const id = ready.simulator.control.setFault(fault);
    expect(await refusal(ready.states())).toMatchObject({ name: code });
    expect((await other.send(new ListRoutingControlsCommand({}))).RoutingControls).toHaveLength(4);
    ready.simulator.control.removeFault(id);
    ready.simulator.control.setDark({ region: 'us-east-1', dark: true });
    await expect(ready.states()).rejects.toThrow();
    expect((await other.send(new ListRoutingControlsCommand({}))).RoutingControls).toHaveLength(4);
  });
});

describe('health checks', () => {
  it('are listed and described', async () => {
    const ready = await playControlled();
    const dns = await spokeClient(ready, Route53Client, 'us-east-1');
    const { HealthChecks } = await dns.send(new ListHealthChecksCommand({}));
    expect(HealthChecks?.map(({ Id }) => Id)).toEqual(['control-check', 'web-check']);
    const { HealthCheck } = await dns.send(new GetHealthCheckCommand({ HealthCheckId: 'control-check' }));
    expect(HealthCheck?.HealthCheckConfig).toMatchObject({ Type: 'RECOVERY_CONTROL', RoutingControlArn: EAST });
    const { HealthCheckObservations } = await dns.send(new GetHealthCheckStatusCommand({ HealthCheckId: 'web-check' }));
    expect(HealthCheckObservations).toHaveLength(3);
    expect(HealthCheckObservations?.[0]?.StatusReport?.Status).toMatch(/^Failure/);
    expect(await refusal(dns.send(new GetHealthCheckCommand({ HealthCheckId: 'none' })))).toMatchObject({
      name: 'NoSuchHealthCheck',
    });
  });
});
