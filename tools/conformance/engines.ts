import type { Engine } from './engine.ts';
import { dynamoDbLocal } from './engines/dynamodb-local.ts';
import { localStack } from './engines/localstack.ts';
import { moto } from './engines/moto.ts';

/** In the order in which they are run. */
export const ENGINES: readonly Engine[] = [dynamoDbLocal, moto, localStack];
