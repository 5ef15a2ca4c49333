import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({ name: 'store-dynamodb' });
