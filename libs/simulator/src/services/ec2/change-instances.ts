import type { Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { checkInstanceIds, dryRunSucceeded, ec2Error, refuseUnread, requireInstanceIds } from './ec2-errors.ts';
import { replaceGroups } from './change-groups.ts';
import type { Ec2Instance } from './instance.ts';
import { shutDown } from './instance.ts';
import { findInstances } from './instance-query.ts';
import { renderState } from './render-instance.ts';

/** From the call to `terminated`. */
const SHUTDOWN_MS = 30_000;

export const terminateInstances = defineOperation({
  name: 'TerminateInstances',
  writes: true,
  input: (params: QueryParams) => {
    const input = { ids: requireInstanceIds(params), dryRun: params.flag('DryRun') };
    refuseUnread(params);
    return input;
  },
  resources: ({ ids }) => ids,
  run: ({ place, now, note }, { ids, dryRun }) => {
    if (dryRun) throw dryRunSucceeded();
    const instances = findInstances(place, ids, now);
    const spared = instances.find(({ terminationProtected }) => terminationProtected);
    if (spared) {
      throw ec2Error(
        'OperationNotPermitted',
        `The instance '${spared.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    const changes = instances.map((instance) => {
      const previousState = renderState(instance, now);
      shutDown(instance, now, now + SHUTDOWN_MS);
      note(instance.id, 'shutting down');
      return { instanceId: instance.id, currentState: renderState(instance, now), previousState };
    });
    return { instancesSet: changes };
  },
});

const DISABLE_API_TERMINATION = 'disableApiTermination';

export const modifyInstanceAttribute = defineOperation({
  name: 'ModifyInstanceAttribute',
  writes: true,
  input: (params: QueryParams) => {
    const attribute = params.text('Attribute');
    if (attribute !== undefined && attribute !== DISABLE_API_TERMINATION) throw unmodelled(attribute);
    const input = {
      id: requireInstanceId(params),
      protect:
        params.text('DisableApiTermination.Value') ?? (attribute === undefined ? undefined : params.text('Value')),
      groupIds: params.list('GroupId'),
      dryRun: params.flag('DryRun'),
    };
    refuseUnread(params);
    const changesProtection = input.protect === 'true' || input.protect === 'false';
    if (changesProtection === input.groupIds.length > 0) {
      throw ec2Error(
        'InvalidParameterCombination',
        'The simulator models either the attribute disableApiTermination, with true or false, or the security groups',
      );
    }
    return input;
  },
  resources: ({ id }) => [id],
  run: (call, { id, protect, groupIds, dryRun }) => {
    if (dryRun) throw dryRunSucceeded();
    for (const instance of findInstances(call.place, [id], call.now)) {
      if (groupIds.length > 0) replaceGroups(call, instance, groupIds);
      else protectFromTermination(call, instance, protect === 'true');
    }
    return { return: true };
  },
});

function protectFromTermination({ note }: Call, instance: Ec2Instance, isProtected: boolean): void {
  instance.terminationProtected = isProtected;
  note(instance.id, `termination protection ${isProtected ? 'on' : 'off'}`);
}

export const describeInstanceAttribute = defineOperation({
  name: 'DescribeInstanceAttribute',
  input: (params: QueryParams) => {
    const attribute = params.text('Attribute') ?? '';
    if (attribute !== DISABLE_API_TERMINATION) throw unmodelled(attribute);
    const input = { id: requireInstanceId(params), dryRun: params.flag('DryRun') };
    refuseUnread(params);
    return input;
  },
  resources: ({ id }) => [id],
  run: ({ place, now }, { id, dryRun }) => {
    if (dryRun) throw dryRunSucceeded();
    const [instance] = findInstances(place, [id], now);
    return { instanceId: id, disableApiTermination: { value: instance?.terminationProtected ?? false } };
  },
});

function requireInstanceId(params: QueryParams): string {
  const id = params.text('InstanceId');
  if (id === undefined) throw ec2Error('MissingParameter', 'The request must contain the parameter InstanceId');
  checkInstanceIds([id]);
  return id;
}

function unmodelled(attribute: string): Error {
  return ec2Error('InvalidParameterValue', `The simulator does not model the instance attribute '${attribute}'`);
}
