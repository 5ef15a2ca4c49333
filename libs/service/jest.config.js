import { join } from 'node:path';
import { projectConfig } from '../../jest.preset.js';

export default projectConfig({
  name: 'service',
  coverageThreshold: {
    global: { lines: 80, branches: 80 },
    [join(import.meta.dirname, 'src/auth/')]: { lines: 95, branches: 90 },
  },
});
