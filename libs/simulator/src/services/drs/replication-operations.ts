import Type from 'typebox';

import type { Call } from '../../protocol/operation.ts';
import { conflict } from './drs-errors.ts';
import { SourceServerId } from './drs-input.ts';
import { drsOperation, sourceServer } from './drs-operation.ts';
import type { SourceServer } from './drs-state.ts';
import { renderSourceServer } from './render-source-server.ts';
import { copyFaults, counterpartOf, startCopy, stopCopy } from './replication.ts';

const OneServer = Type.Object({ sourceServerID: SourceServerId });

/** Every recovery point of the server is deleted with it. */
export const stopReplication = drsOperation(OneServer, {
  name: 'StopReplication',
  writes: true,
  resources: ({ sourceServerID }) => [sourceServerID],
  run: (call, { sourceServerID }) => {
    const server = idleServer(call, sourceServerID);
    if (server.state === 'STOPPED' || server.state === 'DISCONNECTED') {
      throw conflict(`Replication of source server ${server.id} is ${server.state} already`, server.id);
    }
    stopCopy(server, 'STOPPED');
    call.note(server.id, 'replication stopped, recovery points deleted');
    return { sourceServer: renderSourceServer(call, server, call.now) };
  },
});

/** A server that was stopped is copied anew, in full. */
export const startReplication = drsOperation(OneServer, {
  name: 'StartReplication',
  writes: true,
  startsJob: true,
  hasParts: false,
  resources: ({ sourceServerID }) => [sourceServerID],
  run: (call, { sourceServerID }) => {
    const server = idleServer(call, sourceServerID);
    if (server.state !== 'STOPPED') throw conflict(`Source server ${server.id} is not stopped`, server.id);
    startCopy(call.world, server, call.now, copyFaults(call));
    call.note(server.id, 'replication started');
    return { sourceServer: renderSourceServer(call, server, call.now) };
  },
});

export const disconnectSourceServer = drsOperation(OneServer, {
  name: 'DisconnectSourceServer',
  writes: true,
  resources: ({ sourceServerID }) => [sourceServerID],
  run: (call, { sourceServerID }) => {
    const server = idleServer(call, sourceServerID);
    if (server.launches.some(({ id }) => call.place.drs.recoveryInstances.has(id))) {
      throw conflict(`Source server ${server.id} has a recovery instance`, server.id);
    }
    stopCopy(server, 'DISCONNECTED');
    call.note(server.id, 'disconnected');
    return { ...renderSourceServer(call, server, call.now) };
  },
});

export const deleteSourceServer = drsOperation(OneServer, {
  name: 'DeleteSourceServer',
  writes: true,
  resources: ({ sourceServerID }) => [sourceServerID],
  run: (call, { sourceServerID }) => {
    const server = idleServer(call, sourceServerID);
    if (server.state !== 'DISCONNECTED') {
      throw conflict(`Source server ${server.id} has to be disconnected first`, server.id);
    }
    const counterpart = counterpartOf(call.world, server);
    if (counterpart) delete counterpart.counterpart;
    call.place.drs.servers.delete(server.id);
    call.place.ec2.launchTemplates.delete(server.launchConfiguration.ec2LaunchTemplateID ?? '');
    call.note(server.id, 'deleted');
    return {};
  },
});

/** @throws ResourceNotFoundException, or ConflictException while a job works on it */
function idleServer(call: Call, id: string): SourceServer {
  const server = sourceServer(call, id);
  if (server.liveJob) throw conflict(`Source server ${server.id} is being processed by a Job`, server.id);
  return server;
}
