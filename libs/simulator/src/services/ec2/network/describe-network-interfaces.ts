import type { Place } from '../../../world/world.ts';
import { describeList } from '../describe-list.ts';
import type { Ec2Instance } from '../instance.ts';
import { networkInterfaceId } from '../instance.ts';

/** The network interface of an instance; those of other services are not modelled. */
export const describeNetworkInterfaces = describeList<Ec2Instance>({
  name: 'DescribeNetworkInterfaces',
  list: 'networkInterfaceSet',
  idParams: { NetworkInterfaceId: networkInterfaceId },
  missing: ['InvalidNetworkInterfaceID.NotFound', (id) => `The networkInterface ID '${id}' does not exist`],
  items: attached,
  tags: () => ({}),
  filters: {
    'network-interface-id': (instance) => [networkInterfaceId(instance)],
    'subnet-id': ({ subnetId }) => [subnetId],
    'vpc-id': ({ vpcId }) => [vpcId],
    'private-ip-address': ({ privateIp }) => [privateIp],
    'addresses.private-ip-address': ({ privateIp }) => [privateIp],
    'attachment.instance-id': ({ id }) => [id],
    'group-id': ({ securityGroupIds }) => securityGroupIds,
    status: () => ['in-use'],
  },
  render: (instance, { place }) => ({
    networkInterfaceId: networkInterfaceId(instance),
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    availabilityZone: instance.availabilityZone,
    ownerId: place.accountId,
    status: 'in-use',
    interfaceType: 'interface',
    privateIpAddress: instance.privateIp,
    privateIpAddressesSet: [{ privateIpAddress: instance.privateIp, primary: true }],
    groupSet: instance.securityGroupIds.map((groupId) => ({
      groupId,
      groupName: place.ec2.network.securityGroups.get(groupId)?.name ?? '',
    })),
    attachment: { instanceId: instance.id, deviceIndex: 0, status: 'attached', deleteOnTermination: true },
    tagSet: [],
  }),
});

/** An interface goes with its instance: its address is free from the shutdown on. */
function attached({ ec2 }: Place): Ec2Instance[] {
  return [...ec2.instances.values()].filter(({ shutDown }) => shutDown === undefined).sort((a, b) => a.order - b.order);
}
