import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({
  name: 'adapter-drs',
  // Hundreds of signed calls over a socket, on a machine that has other work.
  testTimeoutSeconds: 60,
  coverageThreshold: { global: { lines: 90, branches: 90 } },
});
