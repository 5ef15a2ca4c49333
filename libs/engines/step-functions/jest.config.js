import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({ name: 'engine-step-functions' });
