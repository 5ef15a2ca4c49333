import { projectConfig } from '../../../jest.preset.js';

// The integration specs run on dynalite in this process; those of the contract also on DynamoDB Local, by `npm run conformance`.
// Thousands of requests in one test, to a server in JavaScript that may share the machine.
export default projectConfig({
  name: 'store-dynamodb',
  testTimeoutSeconds: 120,
  conformanceMatch: '**/{open-dynamo-db-stores,damage,requests}.int.spec.ts',
});
