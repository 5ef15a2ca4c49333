import { ENGINE_NAME_PATTERN } from '@breakwater/engine-embedded';
import type { HostSettings } from './context.ts';
import { InputError } from './errors.ts';

/** @throws InputError naming the variable that cannot be used */
export function hostSettings(environment: Readonly<Record<string, string | undefined>>): HostSettings {
  const { BREAKWATER_AWS_ENDPOINT, BREAKWATER_HUB_REGION, BREAKWATER_LEASE_SECONDS, BREAKWATER_ENGINE_NAME } =
    environment;
  const { AWS_ENDPOINT_URL_DYNAMODB } = environment;
  return {
    ...(BREAKWATER_AWS_ENDPOINT !== undefined && { endpoint: BREAKWATER_AWS_ENDPOINT }),
    ...(AWS_ENDPOINT_URL_DYNAMODB !== undefined && { dynamoDbEndpoint: AWS_ENDPOINT_URL_DYNAMODB }),
    ...(BREAKWATER_HUB_REGION !== undefined && { hubRegion: BREAKWATER_HUB_REGION }),
    ...(BREAKWATER_LEASE_SECONDS !== undefined && { leaseSeconds: leaseSeconds(BREAKWATER_LEASE_SECONDS) }),
    ...(BREAKWATER_ENGINE_NAME !== undefined && { engineName: engineName(BREAKWATER_ENGINE_NAME) }),
  };
}

/** Below a second, a busy machine loses leases that it should keep. */
const SHORTEST_LEASE_SECONDS = 1;

function leaseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= SHORTEST_LEASE_SECONDS) return seconds;
  throw new InputError(`BREAKWATER_LEASE_SECONDS is ${text}: give a number of seconds, 1 or more`);
}

function engineName(text: string): string {
  if (new RegExp(ENGINE_NAME_PATTERN).test(text)) return text;
  throw new InputError(
    `BREAKWATER_ENGINE_NAME is ${text}: give lower-case letters, digits and single hyphens, at most 63`,
  );
}
