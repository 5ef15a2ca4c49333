import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  type ChangeBatch,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { EC2, ELB, ROUTE_53 } from '@breakwater/aws';
import { given, type MotoWorld } from './moto-world.ts';

/** A zone with one name that leads to the East. @returns the zone's id */
export async function aZone(world: MotoWorld): Promise<string> {
  const route53 = world.client(ROUTE_53);
  const { HostedZone: zone } = await route53.send(
    new CreateHostedZoneCommand({ Name: 'example.com.', CallerReference: 'conformance' }),
  );
  const id = given(zone?.Id?.split('/').at(-1));
  const record: ResourceRecordSet = {
    Name: 'pay.example.com',
    Type: 'CNAME',
    TTL: 300,
    ResourceRecords: [{ Value: 'pay-east.example.com' }],
  };
  const change: ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet: record }] };
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: change }));
  return id;
}

const vpcOf = async (world: MotoWorld): Promise<string> =>
  given((await world.client(EC2).send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId);

/** A group that lets one network in. @returns its id */
export async function aSecurityGroup(world: MotoWorld): Promise<string> {
  const ec2 = world.client(EC2);
  const group = { GroupName: 'ledger', Description: 'ledger', VpcId: await vpcOf(world) };
  const { GroupId: id } = await ec2.send(new CreateSecurityGroupCommand(group));
  const rule = { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '10.1.0.0/16' }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [rule] }));
  return given(id);
}

/** @returns ids of running instances */
export async function instances(world: MotoWorld, count: number): Promise<string[]> {
  const ec2 = world.client(EC2);
  const image = given((await ec2.send(new DescribeImagesCommand({}))).Images?.[0]?.ImageId);
  const { Instances: started } = await ec2.send(
    new RunInstancesCommand({ ImageId: image, MinCount: count, MaxCount: count, InstanceType: 't3.micro' }),
  );
  return (started ?? []).map(({ InstanceId: id }) => given(id));
}

/** @returns its ARN */
export async function aTargetGroup(world: MotoWorld, name: string): Promise<string> {
  const group = { Name: name, Protocol: 'HTTP', Port: 80, VpcId: await vpcOf(world) } as const;
  const { TargetGroups: groups } = await world.client(ELB).send(new CreateTargetGroupCommand(group));
  return given(groups?.[0]?.TargetGroupArn);
}

/** A listener that forwards to a target group. @returns its ARN */
export async function aListener(world: MotoWorld, targetGroupArn: string): Promise<string> {
  const elb = world.client(ELB);
  const { Subnets: subnets } = await world.client(EC2).send(new DescribeSubnetsCommand({}));
  const balancer = { Name: 'front', Subnets: (subnets ?? []).slice(0, 2).map(({ SubnetId: id }) => given(id)) };
  const { LoadBalancers: balancers } = await elb.send(new CreateLoadBalancerCommand(balancer));
  const { Listeners: listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: given(balancers?.[0]?.LoadBalancerArn),
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  return given(listeners?.[0]?.ListenerArn);
}
