import { projectConfig } from '../../jest.preset.js';

export default projectConfig({ name: 'api', coverageThreshold: { global: { lines: 80, branches: 80 } } });
