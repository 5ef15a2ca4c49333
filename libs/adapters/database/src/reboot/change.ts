import { RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { RDS_WRITES } from '@breakwater/aws';
import type { JsonObject } from '@breakwater/core';
import { broken, type Change, type Sight } from '../change/change.ts';
import { describeInstance, type InstanceView } from '../service/instances.ts';
import type { Regional } from '../service/regional.ts';
import { conditionOf, statusText } from '../service/statuses.ts';

/** Reboots a Multi-AZ instance on its standby. */
export function forcedReboot(where: Regional, instanceId: string, toZone: string | undefined): Change {
  return {
    async look(before): Promise<Sight> {
      const instance = await describeInstance(where, instanceId);
      if (instance === undefined)
        return broken('database-missing', `there is no instance ${instanceId} in ${where.target.region}`);
      return hasMoved(instance, toZone, before) ? moved(instance, before) : unmoved(instance);
    },
    async send() {
      const command = new RebootDBInstanceCommand({ DBInstanceIdentifier: instanceId, ForceFailover: true });
      await where.aws.client(RDS_WRITES, where.target).send(command, { abortSignal: where.signal });
    },
  };
}

/** The effect is another zone: `available` alone also follows a reboot that did not fail over. */
function hasMoved({ zone }: InstanceView, toZone: string | undefined, before: JsonObject | undefined): boolean {
  if (toZone !== undefined) return zone === toZone;
  return before?.['zone'] !== undefined && zone !== undefined && zone !== before['zone'];
}

function moved({ id, zone, status, endpoint, port }: InstanceView, before: JsonObject | undefined): Sight {
  if (conditionOf(status) !== 'available')
    return { kind: 'under-way', detail: `it runs in ${zone ?? ''}, and is ${statusText(status)}` };
  return {
    kind: 'done',
    status: 'failed-over',
    facts: { instanceId: id, zone, endpoint, port, previousZone: before?.['zone'] },
  };
}

function unmoved({ id, zone, status, isMultiAz, clusterId }: InstanceView): Sight {
  const condition = conditionOf(status);
  if (status === 'rebooting') return { kind: 'under-way', detail: status };
  if (condition === 'broken') return broken('database-not-ready', `the instance is ${status}`, true);
  if (clusterId !== undefined)
    return broken('wrong-kind', `${id} belongs to the cluster ${clusterId}: use failover-cluster`);
  if (!isMultiAz || zone === undefined)
    return broken('not-multi-az', `${id} has no standby to fail over to: it is not Multi-AZ`);
  return {
    kind: 'untouched',
    present: { zone },
    ...(condition !== 'available' && { obstacle: `the instance is ${statusText(status)}` }),
  };
}
