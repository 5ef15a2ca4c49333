export type { EmbeddedEngine, EmbeddedEngineOptions } from './embedded-engine.ts';
export { embeddedEngine } from './embedded-engine.ts';
export { ENGINE_NAME_PATTERN } from './engine-name.ts';
