import { describe, expect, it } from '@jest/globals';
import { definitionFaults } from '../testing/index.ts';
import { definitionText, UsageError } from './definition-text.ts';

const activitiesIn = (text: string) => [...new Set([...text.matchAll(/"Resource": "([^"]+)"/g)].map(([, arn]) => arn))];

describe('npm run asl', () => {
  it('prints a definition with a placeholder for each activity', () => {
    expect(activitiesIn(definitionText([]))).toEqual([
      '${PrepareActivityArn}',
      '${GateActivityArn}',
      '${AdapterApplicationActivityArn}',
      '${AdapterBuiltInActivityArn}',
      '${AdapterDatabaseActivityArn}',
      '${AdapterDrsActivityArn}',
      '${AdapterInfrastructureActivityArn}',
      '${AdapterManualActivityArn}',
      '${CloseActivityArn}',
      '${FinishActivityArn}',
    ]);
  });

  it('prints one that can be deployed as it is, for an account and a Region', () => {
    const text = definitionText([
      ...['--environment', 'test', '--technologies', 'drs'],
      ...['--region', 'eu-west-1', '--account', '111122223333'],
    ]);
    expect(activitiesIn(text)).toContain('arn:aws:states:eu-west-1:111122223333:activity:breakwater-test-adapter-drs');
    expect(definitionFaults(JSON.parse(text))).toBeUndefined();
  });

  it.each([[['--region', 'eu-west-1']], [['--nonsense']], [['extra']]])('refuses %j', (args) => {
    expect(() => definitionText(args)).toThrow(UsageError);
  });
});
