import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientConfig } from './client-kinds.ts';
import type { CredentialsProvider } from './refreshing-credentials.ts';

/** A throttled or broken call is sent again with growing pauses: about three seconds in all. */
const MAX_ATTEMPTS = 6;
/** DynamoDB answers within milliseconds; a connection that keeps still for this long is dead. */
const REQUEST_TIMEOUT_MILLISECONDS = 5_000;

export interface HubDynamoDbOptions {
  /** Where the tables are: the hub's Region, or that of the replica which this process works on. */
  readonly region: string;
  /** Absent: AWS's own. */
  readonly endpoint?: string;
  /** @default the SDK's chain: environment, shared files, container, instance */
  readonly credentials?: CredentialsProvider;
  /** Attempts of one call, the first included. @default 6 */
  readonly maxAttempts?: number;
  /** Wall milliseconds that one attempt may take. @default 5000 */
  readonly requestTimeoutMilliseconds?: number;
}

/**
 * The hub's client of DynamoDB. Every call may be sent again by the SDK: writes must bear that their first sending took
 * effect although its answer was lost.
 */
export function hubDynamoDb(options: HubDynamoDbOptions): DynamoDBClient {
  const { region, endpoint, credentials } = options;
  return new DynamoDBClient({
    ...clientConfig({
      region,
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: options.maxAttempts ?? MAX_ATTEMPTS,
      requestTimeoutMilliseconds: options.requestTimeoutMilliseconds ?? REQUEST_TIMEOUT_MILLISECONDS,
      userAgent: 'breakwater',
    }),
    ...(credentials !== undefined && { credentials }),
  });
}

/** A view on a client that takes and gives items as plain values. It has no connections of its own. */
export const dynamoDbDocuments = (client: DynamoDBClient): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client);
