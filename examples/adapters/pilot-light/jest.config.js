import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({
  name: 'example-pilot-light',
  coverageThreshold: { global: { lines: 90, branches: 80 } },
});
