import { describe, expect, it } from '@jest/globals';
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { actionParams, actionsText, sameActions, sendableActions, wantedActions } from './actions.ts';

const group = (name: string) =>
  `arn:aws:elasticloadbalancing:us-west-2:222233334444:targetgroup/${name}/0123456789abcdef`;
const login: Action = {
  Type: 'authenticate-oidc',
  Order: 1,
  AuthenticateOidcConfig: {
    Issuer: 'https://id.example.com',
    AuthorizationEndpoint: 'https://id.example.com/a',
    TokenEndpoint: 'https://id.example.com/t',
    UserInfoEndpoint: 'https://id.example.com/u',
    ClientId: 'branch-web',
  },
};
const forwardTo = (name: string): Action => ({
  Type: 'forward',
  Order: 2,
  TargetGroupArn: group(name),
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn: group(name), Weight: 1 }],
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 3600 },
  },
});

describe('actions', () => {
  it('[trap:elb-modify-replaces-actions] keep authentication, order and stickiness when the forward changes', () => {
    const wanted = wantedActions({ forward: [{ targetGroupArn: group('west') }] }, [login, forwardTo('east')]);
    expect(wanted[0]).toEqual(login);
    expect(wanted[1]).toEqual({
      Type: 'forward',
      Order: 2,
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn: group('west'), Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 3600 },
      },
    });
  });

  it('[trap:elb-client-secret-hidden] ask AWS to keep the secret that it does not show', () => {
    const [first] = sendableActions([login]);
    expect(first?.AuthenticateOidcConfig).toMatchObject({ ClientId: 'branch-web', UseExistingClientSecret: true });
    expect(sameActions([login], sendableActions([login]))).toBe(true);
  });

  it('[trap:elb-target-group-arn-beside-forward-config] never name a group beside a configuration', () => {
    expect(sendableActions([forwardTo('east')])[0]).not.toHaveProperty('TargetGroupArn');
    expect(sendableActions([{ Type: 'forward', TargetGroupArn: group('east') }])[0]).toEqual({
      Type: 'forward',
      TargetGroupArn: group('east'),
    });
  });

  it('are the same however AWS writes a forward, and not when weights or anything else differ', () => {
    const short: Action = { Type: 'forward', Order: 1, TargetGroupArn: group('east') };
    const long: Action = {
      Type: 'forward',
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: group('east'), Weight: 7 }] },
    };
    expect(sameActions([short], [long])).toBe(true);
    const both = (east: number, west: number): Action => ({
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: group('west'), Weight: west },
          { TargetGroupArn: group('east'), Weight: east },
        ],
        TargetGroupStickinessConfig: { Enabled: true },
      },
    });
    expect(sameActions([both(1, 2)], [both(1, 2)])).toBe(true);
    expect(sameActions([both(1, 2)], [both(2, 1)])).toBe(false);
    expect(sameActions([short], [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }])).toBe(false);
  });

  it('come back from what was captured', () => {
    const present = [login, forwardTo('east')];
    const brought = wantedActions({ actions: actionParams(present) }, [forwardTo('west')]);
    expect(sameActions(brought, present)).toBe(true);
    expect(wantedActions({}, present)).toEqual([]);
  });

  it('are told in words', () => {
    expect(actionsText([login, { Type: 'forward', TargetGroupArn: group('east') }])).toBe(
      `authenticate-oidc, then forward to ${group('east')} (weight 1)`,
    );
    expect(actionsText([{ Type: undefined }])).toBe('unknown');
  });
});
