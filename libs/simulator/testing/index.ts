export { aClusterArn, aDbCluster, aDbInstance, aGlobalDatabaseEstate, anEstateOf } from './a-database.ts';
export { aHostedZone, anEstateWithPlace, anEstateWithZones } from './a-network.ts';
export {
  aSourceServer,
  aSpokeRole,
  anEstate,
  HUB_ACCOUNT,
  RECOVERY_REGION,
  SOURCE_REGION,
  SPOKE_ACCOUNT,
  SPOKE_EXTERNAL_ID,
  SPOKE_ROLE_ARN,
} from './an-estate.ts';
export { virtualClock } from './virtual-clock.ts';
export type { VirtualClock } from './virtual-clock.ts';
