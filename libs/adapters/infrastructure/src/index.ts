export { infrastructureAdapter } from './adapter.ts';
