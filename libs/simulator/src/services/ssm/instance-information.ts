import Type from 'typebox';

import { exactly } from '../../protocol/json-input.ts';
import type { Call } from '../../protocol/operation.ts';
import { rewriteList } from '../../protocol/rewrite-status.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import { managedInstances, onlineAt } from './agents.ts';
import { ssmError } from './ssm-errors.ts';
import { pageOf, ssmOperation } from './ssm-operation.ts';

/** How often an agent reports. */
const PING_MS = 300_000;

const StringFilter = exactly({
  Key: Type.String({ minLength: 1 }),
  Values: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 100 }),
});

/** The instances whose agents have registered; one that has just been launched is not among them. */
export const describeInstanceInformation = ssmOperation(
  exactly({
    Filters: Type.Optional(Type.Array(StringFilter)),
    MaxResults: Type.Optional(Type.Integer({ minimum: 5, maximum: 50 })),
    NextToken: Type.Optional(Type.String()),
  }),
  {
    name: 'DescribeInstanceInformation',
    resources: ({ Filters = [] }) => Filters.flatMap(({ Key, Values }) => (Key === 'InstanceIds' ? Values : [])),
    run: (call, { Filters = [], MaxResults, NextToken }) => {
      const wanted = managedInstances(call, call.now).filter(({ instance, ping }) =>
        Filters.every(({ Key, Values }) => valuesOf(Key, instance, ping).some((value) => Values.includes(value))),
      );
      const { items, nextToken } = pageOf(wanted, ['instances', Filters], {
        maxResults: MaxResults ?? 10,
        nextToken: NextToken,
      });
      return {
        InstanceInformationList: items.map(({ instance, ping }) => render(call, instance, ping)),
        NextToken: nextToken,
      };
    },
    rewriteStatus: (answer, word, id) =>
      rewriteList(answer, 'InstanceInformationList', (entry) =>
        id === undefined || id === entry['InstanceId'] ? { ...entry, PingStatus: word } : entry,
      ),
  },
);

function valuesOf(key: string, instance: Ec2Instance, ping: string): string[] {
  if (key.startsWith('tag:'))
    return Object.entries(instance.tags).flatMap(([name, text]) => (name === key.slice(4) ? [text] : []));
  switch (key) {
    case 'InstanceIds':
      return [instance.id];
    case 'PingStatus':
      return [ping];
    case 'PlatformTypes':
      return [platformType(instance)];
    case 'ResourceType':
      return ['EC2Instance'];
    case 'tag-key':
      return Object.keys(instance.tags);
    default:
      throw ssmError('InvalidFilterKey', `The filter key ${key} is not valid`);
  }
}

function render(call: Call, instance: Ec2Instance, ping: string) {
  const registeredAt = onlineAt(call, instance);
  const lastPingAt = ping === 'Online' ? call.now - ((call.now - registeredAt) % PING_MS) : registeredAt;
  return {
    InstanceId: instance.id,
    PingStatus: ping,
    LastPingDateTime: lastPingAt / 1000,
    AgentVersion: '3.3.987.0',
    IsLatestVersion: true,
    PlatformType: platformType(instance),
    PlatformName: instance.platform === 'windows' ? 'Microsoft Windows Server 2022' : 'Amazon Linux',
    ResourceType: 'EC2Instance',
    IPAddress: instance.privateIp,
    ComputerName: instance.tags['Name'] ?? instance.id,
    RegistrationDate: registeredAt / 1000,
  };
}

function platformType({ platform }: Ec2Instance): 'Windows' | 'Linux' {
  return platform === 'windows' ? 'Windows' : 'Linux';
}
