import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({
  name: 'adapter-infrastructure',
  coverageThreshold: { global: { lines: 90, branches: 90 } },
});
