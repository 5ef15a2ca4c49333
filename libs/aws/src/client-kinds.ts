import { DrsClient } from '@aws-sdk/client-drs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsClientKind, AwsClientSettings } from '@breakwater/core';

/** Wall milliseconds to reach a host at all; a dark Region is told from a slow answer by it. */
const CONNECT_TIMEOUT_MILLISECONDS = 3_000;

/**
 * The part of the configuration that every SDK client of every generation understands. Newer ones only warn of a request
 * that takes too long unless they are told to end it.
 */
export function clientConfig(settings: Omit<AwsClientSettings, 'credentials'>) {
  return {
    region: settings.region,
    ...(settings.endpoint !== undefined && { endpoint: settings.endpoint }),
    maxAttempts: settings.maxAttempts,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MILLISECONDS,
      requestTimeout: settings.requestTimeoutMilliseconds,
      throwOnRequestTimeout: true,
    },
    customUserAgent: settings.userAgent,
  };
}

/** Credentials go as a provider only: DRS's client brings an older SDK core, and the two share nothing else. */
export const spokeConfig = (settings: AwsClientSettings) => ({
  ...clientConfig(settings),
  credentials: settings.credentials,
});

const once = (settings: AwsClientSettings): AwsClientSettings => ({ ...settings, maxAttempts: 1 });

/** Elastic Disaster Recovery, for calls that may be repeated (describe, tag). */
export const DRS: AwsClientKind<DrsClient> = {
  service: 'drs',
  create: (settings) => new DrsClient(spokeConfig(settings)),
};

/**
 * Elastic Disaster Recovery, for calls that take effect again when repeated: one attempt, no retry. DRS knows no client
 * token, so whoever sends through it must look for the job before sending again.
 */
export const DRS_WRITES: AwsClientKind<DrsClient> = {
  service: 'drs',
  create: (settings) => DRS.create(once(settings)),
};

/** EC2. Only for calls that may be repeated. */
export const EC2: AwsClientKind<EC2Client> = {
  service: 'ec2',
  create: (settings) => new EC2Client(spokeConfig(settings)),
};

/** Security Token Service, on its Regional endpoint. */
export const STS: AwsClientKind<STSClient> = {
  service: 'sts',
  create: (settings) => new STSClient(spokeConfig(settings)),
};

/** Security Token Service with one attempt: to learn quickly whether a Region answers at all. */
export const STS_PROBE: AwsClientKind<STSClient> = { service: 'sts', create: (settings) => STS.create(once(settings)) };

/** The hub's own client. Without credentials it takes the SDK's default chain. */
export const hubStsClient = (
  settings: Omit<AwsClientSettings, 'credentials'>,
  credentials: AwsClientSettings['credentials'] | undefined,
): STSClient => new STSClient({ ...clientConfig(settings), ...(credentials !== undefined && { credentials }) });
