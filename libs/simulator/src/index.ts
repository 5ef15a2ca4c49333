export { isoInstant, scaledClock, wallClock } from './clock.ts';
export type { Clock, ScaledClock } from './clock.ts';
export type { CallCount, LaunchRecord, WriteRecord } from './accounting/ledger.ts';
export type {
  ClockReading,
  EstateAccounts,
  HubCredentials,
  SimulatorControl,
  SpokeAccount,
} from './control/control.ts';
export type { Ec2InstanceSummary, PlaceState, WorldState } from './control/state.ts';
export { EstateSchema } from './estate/estate-schema.ts';
export type { AccountRegionSpec, AccountSpec, Estate, RoleSpec } from './estate/estate-schema.ts';
export { FaultSpec } from './estate/fault-schema.ts';
export { readEstate } from './estate/read-estate.ts';
export type { EstateFault, EstateReading } from './estate/read-estate.ts';
export { sourceServerId } from './estate/server-id.ts';
export { SourceServerSpec } from './estate/server-schema.ts';
export { FaultRefusedError } from './faults/fault-book.ts';
export type { ActiveFault } from './faults/fault-book.ts';
export { InvalidEstateError, startSimulator } from './simulator.ts';
export type { Simulator, SimulatorOptions } from './simulator.ts';
