import { projectConfig } from '../../../jest.preset.js';

// Thousands of requests in one test, to a server in JavaScript that may share the machine.
export default projectConfig({ name: 'store-dynamodb', testTimeoutSeconds: 120 });
