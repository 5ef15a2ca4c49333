import { describe, expect, it } from '@jest/globals';
import { storeChoice } from './store-choice.ts';

describe('the choice of a store', () => {
  it('is a file, or the tables of an environment in a Region', () => {
    expect(storeChoice('sqlite')).toEqual({ kind: 'sqlite' });
    expect(storeChoice('dynamodb:prod-eu@us-gov-west-1')).toEqual({
      kind: 'dynamodb',
      environment: 'prod-eu',
      region: 'us-gov-west-1',
    });
  });

  it.each([
    '',
    'dynamodb',
    'dynamodb:prod',
    'dynamodb:Prod@eu-west-1',
    'dynamodb:prod@eu',
    'sqlite:x',
    'dynamodb:@eu-west-1',
  ])('is nothing else: %s', (text) => {
    expect(storeChoice(text)).toBeUndefined();
  });
});
