import type { EC2InstanceState, RecoveryInstance } from '@aws-sdk/client-drs';

import { isoInstant } from '../../clock.ts';
import type { World } from '../../world/world.ts';
import type { InstanceState } from '../ec2/instance.ts';
import { instanceState, isShown } from '../ec2/instance.ts';
import type { RecoveryInstance as Recovered } from './drs-state.ts';
import { failbackState, reverseReplicationState } from './failback-state.ts';
import { disksOf } from './recovery-instances.ts';
import { cpusOf, macAddress, osName, ramBytes } from './render-source-server.ts';

const GIB = 1024 ** 3;

const STATES: Readonly<Record<InstanceState, EC2InstanceState>> = {
  pending: 'PENDING',
  running: 'RUNNING',
  'shutting-down': 'SHUTTING-DOWN',
  terminated: 'TERMINATED',
  stopping: 'STOPPING',
  stopped: 'STOPPED',
};

export function renderRecoveryInstance(world: World, recovered: Recovered, now: number): RecoveryInstance {
  const { server, instance } = recovered;
  return {
    ec2InstanceID: instance.id,
    ec2InstanceState: isShown(instance, now) ? STATES[instanceState(instance, now)] : 'NOT_FOUND',
    jobID: recovered.jobId,
    recoveryInstanceID: recovered.id,
    sourceServerID: server.id,
    arn: recovered.arn,
    tags: { ...recovered.tags },
    failback: renderFailback(world, recovered, now),
    dataReplicationInfo: { dataReplicationState: reverseReplicationState(world, recovered, now) },
    recoveryInstanceProperties: renderProperties(recovered),
    pointInTimeSnapshotDateTime: isoInstant(recovered.pointInTimeAt),
    isDrill: recovered.isDrill,
    originEnvironment: server.spec.source?.environment ?? 'AWS',
    originAvailabilityZone: server.source.availabilityZone,
  };
}

function renderFailback(world: World, recovered: Recovered, now: number): NonNullable<RecoveryInstance['failback']> {
  const { job } = recovered.failback;
  return {
    state: failbackState(world, recovered, now),
    agentLastSeenByServiceDateTime: isoInstant(now),
    ...(job === undefined ? {} : { failbackJobID: job.id, failbackInitiationTime: isoInstant(job.startedAt) }),
  };
}

function renderProperties({
  server,
  instance,
}: Recovered): NonNullable<RecoveryInstance['recoveryInstanceProperties']> {
  return {
    lastUpdatedDateTime: isoInstant(instance.launchedAt),
    identificationHints: { fqdn: server.hostname, hostname: server.hostname, awsInstanceID: instance.id },
    networkInterfaces: [{ macAddress: macAddress(instance.id), ips: [instance.privateIp], isPrimary: true }],
    disks: disksOf(server).map(({ device, gib }) => {
      const volume = instance.volumes.find((candidate) => candidate.device === device);
      return { internalDeviceName: device, bytes: gib * GIB, ...(volume ? { ebsVolumeID: volume.volumeId } : {}) };
    }),
    cpus: cpusOf(server),
    ramBytes: ramBytes(server),
    os: { fullString: osName(server) },
  };
}
