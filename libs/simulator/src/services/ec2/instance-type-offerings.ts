import type { Answer } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import type { Place } from '../../world/world.ts';
import { pageOf } from './describe-list.ts';
import { dryRunSucceeded, ec2Error, refuseUnread } from './ec2-errors.ts';
import { readFilters } from './instance-query.ts';

const LONGEST_PAGE = 1_000;
const FAMILIES = ['c6i', 'c7i', 'm5', 'm6i', 'm7i', 'r5', 'r6i', 'r7i', 't3'] as const;
const SIZES = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge'] as const;
/** Zones of every simulated Region. */
const ZONE_LETTERS = ['a', 'b', 'c', 'd'] as const;

/** Types that every zone offers: offering a type says nothing about its capacity. */
export const OFFERED_TYPES: ReadonlySet<string> = new Set(
  FAMILIES.flatMap((family) => SIZES.map((size) => `${family}.${size}`)),
);

interface Offering {
  readonly instanceType: string;
  readonly location: string;
}

/** Which instance types the Region or its Availability Zones offer. */
export const describeInstanceTypeOfferings = defineOperation({
  name: 'DescribeInstanceTypeOfferings',
  input: (params: QueryParams) => {
    const input = {
      locationType: params.text('LocationType') ?? 'region',
      filters: readFilters(params),
      maxResults: params.number('MaxResults'),
      nextToken: params.text('NextToken'),
      dryRun: params.flag('DryRun'),
    };
    refuseUnread(params);
    if (input.locationType !== 'region' && input.locationType !== 'availability-zone') {
      throw ec2Error('InvalidParameterValue', `The simulator knows no offerings by ${input.locationType}`);
    }
    return input;
  },
  resources: () => [],
  run: ({ place }, { locationType, filters, dryRun, ...request }): Answer => {
    if (dryRun) throw dryRunSucceeded();
    const items = offerings(place, locationType).filter((offering) =>
      filters.every(({ name, values }) => values.includes(filterText(offering, name))),
    );
    const list = { items, scope: ['instance-type-offerings', locationType, filters], longestPage: LONGEST_PAGE };
    const { items: shown, nextToken } = pageOf(list, request);
    return { instanceTypeOfferingSet: shown.map((offering) => ({ ...offering, locationType })), nextToken };
  },
});

function offerings({ region }: Place, locationType: string): Offering[] {
  const locations = locationType === 'region' ? [region] : ZONE_LETTERS.map((letter) => `${region}${letter}`);
  return [...OFFERED_TYPES].flatMap((instanceType) => locations.map((location) => ({ instanceType, location })));
}

function filterText({ instanceType, location }: Offering, name: string): string {
  if (name === 'instance-type') return instanceType;
  if (name === 'location') return location;
  throw ec2Error('InvalidParameterValue', `The filter '${name}' is invalid`);
}
