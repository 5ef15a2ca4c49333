import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({
  name: 'adapter-application',
  coverageThreshold: { global: { lines: 90, branches: 90 } },
});
