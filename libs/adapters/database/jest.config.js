import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({
  name: 'adapter-database',
  // A crash is played at each call of each operation, in a simulated AWS of its own.
  testTimeoutSeconds: 60,
  coverageThreshold: { global: { lines: 90, branches: 90 } },
});
