import { apiDescription } from './open-api.ts';

process.stdout.write(`${JSON.stringify(apiDescription, null, 2)}\n`);
