import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import type { GetResourcesCommandInput } from '@aws-sdk/client-resource-groups-tagging-api';
import {
  GetResourcesCommand,
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, it } from '@jest/globals';

import { anEstateWithPlace } from '../../../testing/a-network.ts';
import { aSourceServer, RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import { networkId } from '../ec2/network/network-state.ts';

const WEB = networkId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, 'i', 'web');

async function playTagged() {
  const tags = { Application: 'payments' };
  const ready = await play(
    anEstateWithPlace(
      {
        instances: [{ name: 'web', tags }, { name: 'other' }],
        loadBalancing: {
          targetGroups: [
            { name: 'blue', tags },
            { name: 'green', tags: { Application: 'web' } },
          ],
        },
      },
      { servers: [aSourceServer({ tags })], role: { allow: ['ec2:*', 'tag:GetResources'] } },
    ),
  );
  const client = await spokeClient(ready, ResourceGroupsTaggingAPIClient, RECOVERY_REGION);
  const arns = async (input: GetResourcesCommandInput): Promise<string[]> =>
    ((await client.send(new GetResourcesCommand(input))).ResourceTagMappingList ?? []).map(
      ({ ResourceARN }) => ResourceARN ?? '',
    );
  return { ...ready, client, arns };
}

describe('GetResources', () => {
  it('finds what carries a tag, of every service', async () => {
    const { arns, ec2 } = await playTagged();
    const TagFilters = [{ Key: 'Application', Values: ['payments'] }];
    expect(await arns({ TagFilters })).toEqual([
      expect.stringMatching(/^arn:aws:drs:us-west-2:222233334444:source-server\/s-/),
      `arn:aws:ec2:us-west-2:222233334444:instance/${WEB}`,
      expect.stringMatching(/^arn:aws:elasticloadbalancing:us-west-2:222233334444:targetgroup\/blue/),
    ]);
    expect(await arns({ TagFilters, ResourceTypeFilters: ['ec2:instance', 'rds'] })).toHaveLength(1);
    expect(await arns({ TagFilters: [{ Key: 'Application' }] })).toHaveLength(4);
    expect(await arns({ TagFilters: [...TagFilters, { Key: 'breakwater:execution' }] })).toEqual([]);
    await ec2.send(new CreateTagsCommand({ Resources: [WEB], Tags: [{ Key: 'breakwater:execution', Value: 'x1' }] }));
    const [found = ''] = await arns({ TagFilters: [...TagFilters, { Key: 'breakwater:execution' }] });
    expect(found).toContain(WEB);
    expect(await arns({ ResourceARNList: [found] })).toEqual([found]);
  });

  it('goes by pages, whose last has an empty token', async () => {
    const { client } = await playTagged();
    const pages: [number | undefined, boolean][] = [];
    const TagFilters = [{ Key: 'Application' }];
    for await (const { ResourceTagMappingList, PaginationToken } of paginateGetResources(
      { client, pageSize: 3 },
      { TagFilters },
    )) {
      pages.push([ResourceTagMappingList?.length, PaginationToken === '']);
    }
    expect(pages).toEqual([
      [3, false],
      [1, true],
    ]);
  });

  it('refuses what does not go together', async () => {
    const { arns } = await playTagged();
    const both = arns({ ResourceARNList: ['arn:aws:ec2:x'], ResourceTypeFilters: ['ec2'] });
    expect(await refusal(both)).toMatchObject({ name: 'InvalidParameterException' });
    expect(await refusal(arns({ PaginationToken: 'x' }))).toMatchObject({ name: 'PaginationTokenExpiredException' });
    expect(await refusal(arns({ ResourcesPerPage: 101 }))).toMatchObject({ name: 'InvalidParameterException' });
  });
});
