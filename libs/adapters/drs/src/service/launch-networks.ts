import { GetLaunchConfigurationCommand } from '@aws-sdk/client-drs';
import { paginateDescribeLaunchTemplateVersions, type ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { DRS, EC2 } from '@breakwater/aws';
import { mapParallel } from './parallel.ts';
import type { Regional } from './regional.ts';

const PARALLEL_CALLS = 8;

/** Into what a source server is launched: what the default version of its EC2 launch template says. */
export interface LaunchNetwork {
  readonly sourceServerId: string;
  readonly templateId: string | undefined;
  /** `undefined`: EC2 chooses a default subnet. */
  readonly subnetId: string | undefined;
  /** None: the default group of the subnet's VPC. */
  readonly securityGroupIds: readonly string[];
}

/** The networks that these servers would be launched into now. */
export async function launchNetworks(where: Regional, sourceServerIds: readonly string[]): Promise<LaunchNetwork[]> {
  const client = where.aws.client(DRS, where.target);
  const configured = await mapParallel(sourceServerIds, PARALLEL_CALLS, async (sourceServerID) => {
    const command = new GetLaunchConfigurationCommand({ sourceServerID });
    return { sourceServerID, ...(await client.send(command, { abortSignal: where.signal })) };
  });
  const templates = await defaultVersions(where);
  return configured.map(({ sourceServerID, ec2LaunchTemplateID: templateId }) => {
    const data = templateId === undefined ? undefined : templates.get(templateId);
    const [first] = data?.NetworkInterfaces ?? [];
    const ofInterface = first?.Groups ?? [];
    return {
      sourceServerId: sourceServerID,
      templateId,
      subnetId: first?.SubnetId,
      securityGroupIds: ofInterface.length > 0 ? ofInterface : (data?.SecurityGroupIds ?? []),
    };
  });
}

/** One listing of the Region's templates answers for all servers. */
async function defaultVersions({ aws, target, signal }: Regional) {
  const found = new Map<string, ResponseLaunchTemplateData>();
  const pages = paginateDescribeLaunchTemplateVersions(
    { client: aws.client(EC2, target) },
    { Versions: ['$Default'] },
    { abortSignal: signal },
  );
  for await (const page of pages) {
    for (const { LaunchTemplateId: id, LaunchTemplateData: data } of page.LaunchTemplateVersions ?? []) {
      if (id !== undefined && data !== undefined) found.set(id, data);
    }
  }
  return found;
}
