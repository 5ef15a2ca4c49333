import { projectConfig } from '../../jest.preset.js';

export default projectConfig({ name: 'hosting', coverageThreshold: { global: { lines: 80, branches: 80 } } });
