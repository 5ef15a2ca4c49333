import type { QueryParams } from '../../protocol/query-params.ts';
import type { Place } from '../../world/world.ts';
import { otherZone } from './build-rds.ts';
import { changeInstance } from './change-database.ts';
import { findInstance, requireInstanceAvailable } from './lookups.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, optionalFlag, optionalInteger, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { DbInstance } from './rds-state.ts';

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
    const instance = findInstance(call, id);
    if (forceFailover && !instance.multiAz)
      throw rdsError(
        'InvalidParameterCombination',
        'Cannot force failover since the instance is not configured for Multi-AZ',
      );
    requireInstanceAvailable(instance);
    call.note(instance.id, forceFailover ? `reboots into its standby` : 'reboots');
    return changeInstance(call, instance, {
      name: forceFailover ? 'forced reboot' : 'reboot',
      kind: forceFailover ? 'forcedReboot' : 'reboot',
      status: 'rebooting',
      takeEffect: () => {
        if (forceFailover) swapZones(instance);
      },
    });
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
    const instance = findInstance(call, input.id);
    requireInstanceAvailable(instance);
    call.note(instance.id, 'is modified');
    return changeInstance(call, instance, {
      name: 'modification',
      kind: 'modification',
      status: 'modifying',
      takeEffect: () => applyModification(call.place, instance, input),
    });
  },
});

interface Modification {
  readonly multiAz: boolean | undefined;
  readonly deletionProtection: boolean | undefined;
  readonly retentionDays: number | undefined;
  readonly instanceClass: string | undefined;
}

function applyModification(place: Place, instance: DbInstance, wanted: Modification): void {
  instance.deletionProtection = wanted.deletionProtection ?? instance.deletionProtection;
  instance.backupRetentionDays = wanted.retentionDays ?? instance.backupRetentionDays;
  instance.instanceClass = wanted.instanceClass ?? instance.instanceClass;
  if (wanted.multiAz === undefined) return;
  instance.multiAz = wanted.multiAz;
  if (wanted.multiAz) instance.secondaryAvailabilityZone = otherZone(place, instance.availabilityZone);
  else delete instance.secondaryAvailabilityZone;
}
