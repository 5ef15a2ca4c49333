import { describe, expect, it } from '@jest/globals';
import { InputError } from './errors.ts';
import { hostSettings } from './host-settings.ts';

describe('the settings of a host', () => {
  it('are read from the environment, and left out where it says nothing', () => {
    expect(hostSettings({})).toEqual({});
    expect(hostSettings({ BREAKWATER_ENGINE_NAME: 'hub-west-2', BREAKWATER_LEASE_SECONDS: '4' })).toEqual({
      engineName: 'hub-west-2',
      leaseSeconds: 4,
    });
  });

  it.each(['', 'Hub', 'hub west', 'hub--west', '-hub', 'a'.repeat(64), 'arn:aws:states:us-west-2:1:stateMachine:x'])(
    'take no engine name that nobody could read out: %s',
    (name) => {
      const read = () => hostSettings({ BREAKWATER_ENGINE_NAME: name });
      expect(read).toThrow(InputError);
      expect(read).toThrow('BREAKWATER_ENGINE_NAME is');
    },
  );
});
