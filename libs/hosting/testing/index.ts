export type { Hub } from './prepare-hub.ts';
export { prepareHub } from './prepare-hub.ts';
