import Type from 'typebox';

import type { SourceServerSpec } from '../../estate/server-schema.ts';
import { ServiceError } from '../../protocol/service-error.ts';
import type { Call } from '../../protocol/operation.ts';
import { placeOf } from '../../world/places.ts';
import type { Place } from '../../world/world.ts';
import { instanceState } from '../ec2/instance.ts';
import { newServer } from './new-server.ts';
import { conflict, uninitialized, validation } from './drs-errors.ts';
import { RecoveryInstanceId } from './drs-input.ts';
import { drsOperation, recoveryInstance } from './drs-operation.ts';
import type { RecoveryInstance, SourceServer } from './drs-state.ts';
import { copyFaults, counterpartOf, replicatesFrom, startCopy } from './replication.ts';
import { createServerTemplate } from './server-template.ts';

/**
 * Makes a recovered machine the source of a source server in its origin: a new one for a first failback, and the original
 * one when the failed-back machine is protected again.
 */
export const reverseReplication = drsOperation(Type.Object({ recoveryInstanceID: RecoveryInstanceId }), {
  name: 'ReverseReplication',
  writes: true,
  startsJob: true,
  hasParts: false,
  resources: ({ recoveryInstanceID }) => [recoveryInstanceID],
  run: (call, { recoveryInstanceID }) => {
    const recovered = recoveryInstance(call, recoveryInstanceID);
    refuseIrreversible(call, recovered);
    const origin = originOf(call, recovered);
    const reversed = counterpartOf(call.world, recovered.server) ?? addReversedServer(call, origin, recovered);
    if (reversed.liveJob) throw conflict(`Source server ${reversed.id} is being processed by a Job`, reversed.id);
    reversed.sourceInstanceId = recovered.id;
    recovered.wasReversed = true;
    startCopy(call.world, reversed, call.now, copyFaults(call));
    call.note(recovered.id, `replicates to ${reversed.id} in ${origin.region}`);
    call.note(reversed.id, `replicates from ${recovered.id}`);
    return { reversedDirectionSourceServerArn: reversed.arn };
  },
});

/** @throws ValidationException for a machine that did not come from EC2, ConflictException for one that is not ready */
function refuseIrreversible({ world, now }: Call, recovered: RecoveryInstance): void {
  const refuse = (why: string): Error =>
    conflict(`Recovery instance ${recovered.id} ${why}`, recovered.id, 'RECOVERY_INSTANCE');
  if (recovered.server.spec.source?.environment === 'ON_PREMISES') {
    const message = 'Only instances that originated in EC2 can be reverse-replicated';
    throw validation([{ name: 'recoveryInstanceID', message }]);
  }
  if (recovered.server.liveJob) throw refuse('is being processed by a Job');
  if (recovered.disconnected) throw refuse('is disconnected');
  if (instanceState(recovered.instance, now) !== 'running') throw refuse('is not running');
  if (replicatesFrom(world, recovered)) throw refuse('is being replicated already');
}

/** @throws UninitializedAccountException, or InternalServerException when the origin cannot be reached */
function originOf({ world, now }: Call, { server }: RecoveryInstance): Place {
  const { accountId, region } = server.source;
  if (world.outages.darkSince(accountId, region, now) !== undefined) {
    throw new ServiceError('InternalServerException', 500, `DRS in ${region} cannot be reached`);
  }
  const origin = placeOf(world, accountId, region);
  if (!origin.drs.initialized) throw uninitialized();
  return origin;
}

function addReversedServer(call: Call, origin: Place, { server, instance }: RecoveryInstance): SourceServer {
  const { world, place, now } = call;
  const site = { world, place: origin };
  const reversed = newServer(site, reversedSpec(call, server), {
    id: world.draws.id('s-', 17, [server.id, 'reversed', server.reversalCount]),
    name: server.name,
    hostname: server.hostname,
    addedAt: now,
    source: { accountId: place.accountId, region: place.region, availabilityZone: instance.availabilityZone },
    replicationDirection: 'FAILBACK',
  });
  server.reversalCount += 1;
  server.counterpart = { accountId: origin.accountId, region: origin.region, id: reversed.id };
  reversed.counterpart = { accountId: place.accountId, region: place.region, id: server.id };
  origin.drs.servers.set(reversed.id, reversed);
  createServerTemplate(site, reversed, now);
  return reversed;
}

const SAME = ['os', 'osName', 'tags', 'cpus', 'ramGiB', 'disks', 'instanceType', 'boot', 'durations'] as const;

/** The same machine, with what the estate says about its failback. */
function reversedSpec({ place }: Call, { spec, name, hostname }: SourceServer): SourceServerSpec {
  const same = Object.fromEntries(SAME.filter((field) => field in spec).map((field) => [field, spec[field]]));
  const source = { account: place.accountId, region: place.region };
  return { ...same, ...spec.failback, name, hostname, source };
}
