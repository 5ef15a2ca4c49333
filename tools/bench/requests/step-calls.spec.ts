import { describe, expect, it } from '@jest/globals';
import { outcomeOf, type StepCalls } from './step-calls.ts';

const found = (over: Partial<StepCalls> = {}): StepCalls => ({
  steps: 100,
  waves: 5,
  ofRun: {
    'dynamodb:PutItem': 800,
    'dynamodb:Query': 400,
    'states:GetActivityTask': 5_000,
    'states:SendTaskSuccess': 112,
  },
  whileRunning: { 'dynamodb:UpdateItem': 40, 'dynamodb:Query': 80, 'states:GetActivityTask': 90 },
  renewals: 40,
  ...over,
});

describe('what a step costs', () => {
  it('is every request divided by the steps, beside one for each change of a step', () => {
    const { measurements, broken } = outcomeOf(found());
    expect(measurements.map(({ name, value, baseline }) => [name, value, baseline])).toEqual([
      ['dynamodb-requests/step', 12, 6],
      ['dynamodb-requests/step/PutItem', 8, null],
      ['dynamodb-requests/step/Query', 4, null],
      ['step-functions-calls/step', 1.12, 1],
      ['dynamodb-requests/renewal', 3, 1],
    ]);
    expect(broken).toEqual([]);
  });

  it('breaks the bound when a step takes many more requests', () => {
    const { broken } = outcomeOf(found({ ofRun: { 'dynamodb:GetItem': 9_000 } }));
    expect(broken).toEqual([expect.stringMatching(/^a step takes 90\.0 requests of DynamoDB, more than \d+$/)]);
  });

  it('breaks the bound when a renewal takes many more requests', () => {
    const { broken } = outcomeOf(found({ whileRunning: { 'dynamodb:GetItem': 400 } }));
    expect(broken).toEqual([expect.stringMatching(/^the renewal of a lease takes 10\.0 requests of DynamoDB, more/)]);
  });
});
