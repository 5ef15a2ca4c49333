import { projectConfig } from '../../jest.preset.js';

export default projectConfig({ name: 'adapter-host', coverageThreshold: { global: { lines: 80, branches: 80 } } });
