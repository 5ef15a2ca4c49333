import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { epochMilliseconds } from '@breakwater/core';
import { ClockNotScalableError, domainClock } from './domain-clock.ts';
import { activityArn, hubNames, listed } from './hub-names.ts';
import { HubSettings } from './service-settings.ts';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:breakwater-prod-eu-execution';

describe('what the ARN of the state machine tells', () => {
  it.each([MACHINE, `${MACHINE}:live`])('names the environment and what stands beside it: %s', (arn) => {
    const names = hubNames(arn);
    expect(names).toMatchObject({ environment: 'prod-eu', region: 'eu-west-1', account: '111122223333' });
    expect(names.tables).toEqual({
      catalog: 'breakwater-prod-eu-catalog',
      executions: 'breakwater-prod-eu-executions',
    });
    expect(activityArn(names, 'breakwater-prod-eu-gate')).toBe(
      'arn:aws:states:eu-west-1:111122223333:activity:breakwater-prod-eu-gate',
    );
  });

  it.each(['arn:aws:states:eu-west-1:111122223333:stateMachine:payments', 'breakwater-prod-execution', ''])(
    'is refused for another machine: %s',
    (arn) => {
      expect(Check(Type.Object({ arn: HubSettings.STATE_MACHINE_ARN }), { arn })).toBe(false);
      expect(() => hubNames(arn)).toThrow(TypeError);
    },
  );
});

describe('the domain clock', () => {
  it('runs faster only where AWS does', () => {
    const settings = { DOMAIN_CLOCK_SPEED: 100, DOMAIN_CLOCK_ORIGIN: 0 };
    expect(() => domainClock({ ...settings, AWS_IS_SIMULATED: false })).toThrow(ClockNotScalableError);
    const clock = domainClock({ ...settings, AWS_IS_SIMULATED: true });
    expect(epochMilliseconds(clock.now()) / Date.now()).toBeCloseTo(100, 3);
  });
});

it('lists the members of a setting', () => {
  expect(listed(' drs, database ,')).toEqual(['drs', 'database']);
  expect(listed('')).toEqual([]);
});
