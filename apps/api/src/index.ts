export type { ApiOptions } from './build-api.ts';
export { buildApi } from './build-api.ts';
export type { AdapterDescription } from './adapters/describe-adapters.ts';
export { describeAdapters } from './adapters/describe-adapters.ts';
export { apiDescription } from './open-api.ts';
export type { EmbeddedHost, EmbeddedSettings } from './embedded/compose-embedded.ts';
export { composeEmbedded } from './embedded/compose-embedded.ts';
