import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ELB } from '@breakwater/aws';
import type { Regional } from '../service/regional.ts';

export interface TargetGroupView {
  readonly arn: string;
  readonly port: number | undefined;
  /** Whether a listener of some load balancer forwards to it. */
  readonly isUsed: boolean;
}

/** Target groups by ARN. AWS refuses the whole call when one does not exist. */
export async function targetGroups(
  { aws, target, signal }: Regional,
  arns: readonly string[],
): Promise<TargetGroupView[]> {
  const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [...arns] });
  const { TargetGroups = [] } = await aws.client(ELB, target).send(command, { abortSignal: signal });
  return TargetGroups.map(({ TargetGroupArn = '', Port, LoadBalancerArns = [] }) => ({
    arn: TargetGroupArn,
    port: Port,
    isUsed: LoadBalancerArns.length > 0,
  }));
}
