import type { AccountRegionSpec, Estate } from '../src/estate/estate-schema.ts';
import type { HostedZoneSpec } from '../src/estate/route53-schema.ts';
import { anEstate } from './an-estate.ts';

type Over = Parameters<typeof anEstate>[0];

/** {@link anEstate} with more in the spoke's recovery Region: a network, instances, load balancers. */
export const anEstateWithPlace = (place: Partial<AccountRegionSpec>, over: Over = {}): Estate => {
  const estate = anEstate(over);
  const [account, ...others] = estate.accounts;
  const [region, ...regions] = account?.regions ?? [];
  if (!account || !region) return estate;
  return { ...estate, accounts: [{ ...account, regions: [{ ...region, ...place }, ...regions] }, ...others] };
};

/** {@link anEstate} whose spoke has hosted zones. */
export const anEstateWithZones = (hostedZones: HostedZoneSpec[], over: Over = {}): Estate => {
  const estate = anEstate(over);
  const [account, ...others] = estate.accounts;
  return account ? { ...estate, accounts: [{ ...account, route53: { hostedZones } }, ...others] } : estate;
};

/** A zone with an address, a weighted pair and a failover pair. */
export const aHostedZone = (over: Partial<HostedZoneSpec> = {}): HostedZoneSpec => ({
  name: 'example.com',
  id: 'Z0EXAMPLE',
  records: [
    { name: 'pay.example.com', type: 'CNAME', ttl: 60, values: ['pay-east.example.com'] },
    { name: 'api.example.com', type: 'A', ttl: 60, values: ['192.0.2.1'], setIdentifier: 'east', weight: 100 },
    { name: 'api.example.com', type: 'A', ttl: 60, values: ['192.0.2.2'], setIdentifier: 'west', weight: 0 },
  ],
  ...over,
});
