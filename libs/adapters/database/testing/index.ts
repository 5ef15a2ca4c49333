export { BusyClients } from './busy-clients.ts';
export type { OperationExample } from './operation-cases.ts';
export {
  aGroupEstate,
  effectsIn,
  EXAMPLES,
  GROUP_EXAMPLE,
  groupFailovers,
  PRIMARY_SERVER,
  TARGET_SERVER,
} from './operation-cases.ts';
export type { DatabaseWorld } from './database-world.ts';
export { EAST, EXECUTION, openDatabaseWorld, WEST } from './database-world.ts';
export type { End, RunOptions } from './run-step.ts';
export { contextFor, operationNamed, requestFor, runStep, traceOf, validate } from './run-step.ts';
export type { Trap } from './traps.ts';
export { TRAPS } from './traps.ts';
