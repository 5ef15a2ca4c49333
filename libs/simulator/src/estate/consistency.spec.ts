import { describe, expect, it } from '@jest/globals';

import { aDbCluster, aDbInstance, anEstateOf } from '../../testing/a-database.ts';
import { RECOVERY_REGION } from '../../testing/an-estate.ts';
import type { AccountSpec } from './estate-schema.ts';
import { readEstate } from './read-estate.ts';

type Place = Omit<NonNullable<AccountSpec['regions']>[number], 'region'>;

/** Paths and messages of what is wrong with a Region. */
function faultsOf(place: Place, account: Partial<AccountSpec> = {}): string[] {
  const reading = readEstate(anEstateOf({ [RECOVERY_REGION]: place }, { account }), 'estate');
  return reading.ok ? [] : reading.faults.map(({ path, message }) => `${path.replace('accounts[0].', '')}: ${message}`);
}

describe('an estate of databases', () => {
  it('names each cluster and each instance once in a Region, a member of a cluster included', () => {
    expect(
      faultsOf({ rds: { clusters: [aDbCluster(), aDbCluster()], instances: [aDbInstance({ id: 'ledger-1' })] } }),
    ).toEqual([
      'regions[0].rds.clusters[1].id: cluster ledger appears twice',
      'regions[0].rds.clusters[1].instances[0].id: instance ledger-1 appears twice',
      'regions[0].rds.clusters[1].instances[1].id: instance ledger-2 appears twice',
      'regions[0].rds.instances[0].id: instance ledger-1 appears twice',
    ]);
  });

  it('copies and keeps backups of what exists', () => {
    const instances = [aDbInstance({ replicaOf: { id: 'nobody' } })];
    const replicatedBackups = [{ instance: 'nobody', region: RECOVERY_REGION }];
    expect(faultsOf({ rds: { instances, replicatedBackups } })).toEqual([
      'regions[0].rds.instances[0].replicaOf: there are no instances of that name: nobody',
      'regions[0].rds.replicatedBackups[0]: there is no instance nobody',
    ]);
  });
});

describe('an estate of applications', () => {
  it('names documents, parameters and functions once', () => {
    const document = { name: 'Restart', type: 'Automation' as const };
    const parameter = { name: '/a', value: '1' };
    const ssm = { documents: [document, document], parameters: [parameter, parameter] };
    expect(faultsOf({ ssm, lambda: { functions: [{ name: 'f' }, { name: 'f' }] } })).toEqual([
      'regions[0].ssm.documents[1].name: document Restart appears twice',
      'regions[0].ssm.parameters[1].name: parameter /a appears twice',
      'regions[0].lambda.functions[1].name: function f appears twice',
    ]);
  });

  it('has availability groups with one primary, on instances that exist', () => {
    const replicas = [{ server: 'SQL', region: RECOVERY_REGION, instance: 'nobody' }];
    expect(faultsOf({}, { availabilityGroups: [{ name: 'pay', databases: ['d'], replicas }] })).toEqual([
      'availabilityGroups[0].replicas: exactly one replica has primary: true, not 0',
      'availabilityGroups[0].replicas[0].instance: there is no instance nobody in us-west-2',
    ]);
  });
});
