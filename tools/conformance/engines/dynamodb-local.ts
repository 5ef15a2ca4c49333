import { join } from 'node:path';
import type { Engine } from '../engine.ts';

const LISTENING = /^listening on (127\.0\.0\.1:\d+)$/m;
const POM = 'engines/dynamodb-local/pom.xml';
const MAIN = 'engines/dynamodb-local/OnLoopback.java';
const home = join(import.meta.dirname, '..');

/** DynamoDB Local, in memory. Its telemetry is off. */
export const dynamoDbLocal: Engine = {
  name: 'dynamodb',
  title: 'DynamoDB Local',
  endpointVariable: 'DYNAMODB_ENDPOINT',
  pins: [POM],
  suites: [
    { project: 'libs/stores/dynamodb', name: 'store-dynamodb' },
    { project: 'libs/hosting', name: 'hosting', pattern: 'src/distributed/wide-wave', isLong: true },
  ],
  installation: (folder) => [
    [
      'mvn',
      '-B',
      '-q',
      '-f',
      join(home, POM),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(folder, 'lib')}`,
    ],
  ],
  launch: async (folder) => ({
    commandLine: [
      'java',
      '-Xmx512m',
      `-Djava.library.path=${join(folder, 'lib')}`,
      ...['-cp', join(folder, 'lib', '*')],
      join(home, MAIN),
    ],
    env: {},
    urlOf: async (output) => {
      const address = LISTENING.exec(output)?.[1];
      return address === undefined ? undefined : `http://${address}`;
    },
  }),
};
