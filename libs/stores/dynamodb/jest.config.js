import { projectConfig } from '../../../jest.preset.js';

// Its integration specs run on dynalite in this process, and by `npm run conformance` on DynamoDB Local.
// Thousands of requests in one test, to a server in JavaScript that may share the machine.
export default projectConfig({ name: 'store-dynamodb', testTimeoutSeconds: 120, conformanceMatch: '**/*.int.spec.ts' });
