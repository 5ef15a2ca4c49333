import type { QueryParams } from '../../protocol/query-params.ts';
import { otherZone } from './build-rds.ts';
import { startChange } from './change.ts';
import { findInstance, requireInstanceAvailable } from './lookups.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, optionalFlag, optionalInteger, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { DbInstance } from './rds-state.ts';
import { renderInstance } from './render-databases.ts';

/** With ForceFailover the zones of a Multi-AZ instance change places. */
export const rebootDbInstance = rdsOperation({
  name: 'RebootDBInstance',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => ({
    id: required(params, 'DBInstanceIdentifier'),
    forceFailover: optionalFlag(params, 'ForceFailover') ?? false,
  }),
  resources: ({ id }) => [identifierOf(id)],
  run: (call, { id, forceFailover }) => {
    const { now, strikes } = call;
    const instance = findInstance(call, id);
    if (forceFailover && !instance.multiAz)
      throw rdsError(
        'InvalidParameterCombination',
        'Cannot force failover since the instance is not configured for Multi-AZ',
      );
    requireInstanceAvailable(instance);
    call.note(instance.id, forceFailover ? `reboots into its standby` : 'reboots');
    startChange(call, {
      name: forceFailover ? 'forced reboot' : 'reboot',
      kind: forceFailover ? 'forcedReboot' : 'reboot',
      key: instance.id,
      subjects: [instance],
      at: now,
      strikes,
      begin: () => {
        instance.status = 'rebooting';
      },
      finish: () => {
        if (forceFailover) swapZones(instance);
        instance.status = 'available';
      },
      fail: () => {
        instance.status = 'available';
      },
    });
    return { DBInstance: renderInstance(call, instance, now) };
  },
});

function swapZones(instance: DbInstance): void {
  const { availabilityZone, secondaryAvailabilityZone } = instance;
  if (secondaryAvailabilityZone === undefined) return;
  instance.availabilityZone = secondaryAvailabilityZone;
  instance.secondaryAvailabilityZone = availabilityZone;
}

/** Changes that apply at once; those of a maintenance window are not modelled and refused. */
export const modifyDbInstance = rdsOperation({
  name: 'ModifyDBInstance',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => {
    const input = {
      id: required(params, 'DBInstanceIdentifier'),
      multiAz: optionalFlag(params, 'MultiAZ'),
      deletionProtection: optionalFlag(params, 'DeletionProtection'),
      retentionDays: optionalInteger(params, 'BackupRetentionPeriod', { min: 0, max: 35 }),
      instanceClass: params.text('DBInstanceClass'),
    };
    if (optionalFlag(params, 'ApplyImmediately') !== true)
      throw rdsError('InvalidParameterValue', 'The simulator models changes with ApplyImmediately alone');
    return input;
  },
  resources: ({ id }) => [identifierOf(id)],
  run: (call, input) => {
    const { place, now, strikes } = call;
    const instance = findInstance(call, input.id);
    requireInstanceAvailable(instance);
    call.note(instance.id, 'is modified');
    startChange(call, {
      name: 'modification',
      kind: 'modification',
      key: instance.id,
      subjects: [instance],
      at: now,
      strikes,
      begin: () => {
        instance.status = 'modifying';
      },
      finish: () => {
        instance.deletionProtection = input.deletionProtection ?? instance.deletionProtection;
        instance.backupRetentionDays = input.retentionDays ?? instance.backupRetentionDays;
        instance.instanceClass = input.instanceClass ?? instance.instanceClass;
        if (input.multiAz !== undefined) {
          instance.multiAz = input.multiAz;
          if (input.multiAz) instance.secondaryAvailabilityZone = otherZone(place, instance.availabilityZone);
          else delete instance.secondaryAvailabilityZone;
        }
        instance.status = 'available';
      },
      fail: () => {
        instance.status = 'available';
      },
    });
    return { DBInstance: renderInstance(call, instance, now) };
  },
});
