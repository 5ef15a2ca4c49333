/** A plug-in is the default export of its package. */
export { pilotLightAdapter as default } from './pilot-light.ts';
