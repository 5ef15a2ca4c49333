import { paginateDescribeInstanceInformation } from '@aws-sdk/client-ssm';
import { SSM } from '@breakwater/aws';
import { chunksOf } from './chunks.ts';
import type { Regional } from './regional.ts';

/** Instance ids in one filter, and answers on one page, of DescribeInstanceInformation. */
const IDS_PER_CALL = 50;

/** The agent of an instance as Systems Manager knows it. */
export interface AgentView {
  /** `Online`, `ConnectionLost` or `Inactive`; anything else does not count as online. */
  readonly pingStatus: string;
  readonly platform: string | undefined;
}

/** The agents of these instances; one that never registered is left out. */
export async function agentsOf(
  { aws, target, signal }: Regional,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AgentView>> {
  const agents = new Map<string, AgentView>();
  const client = aws.client(SSM, target);
  for (const values of chunksOf(ids, IDS_PER_CALL)) {
    const pages = paginateDescribeInstanceInformation(
      { client, pageSize: IDS_PER_CALL },
      { Filters: [{ Key: 'InstanceIds', Values: values }] },
      { abortSignal: signal },
    );
    for await (const { InstanceInformationList = [] } of pages) {
      for (const { InstanceId, PingStatus = 'unknown', PlatformType } of InstanceInformationList) {
        if (InstanceId !== undefined) agents.set(InstanceId, { pingStatus: PingStatus, platform: PlatformType });
      }
    }
  }
  return agents;
}

export const isOnline = (agent: AgentView | undefined): boolean => agent?.pingStatus === 'Online';
