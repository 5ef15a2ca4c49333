import type { ExecutionId } from '../shared/ids.ts';

/** Which engine has an execution, at which of its epochs: what an engine of another epoch says is refused. */
export interface EngineHold {
  /** Null where the history is older than engine names. */
  readonly name: string | null;
  /** 1 from the request on; one more with each take-over. */
  readonly epoch: number;
}

/** Whether an engine is to run it. Histories without a name are older than the second engine: whoever finds them has them. */
export const isHeldBy = (hold: EngineHold, engine: string): boolean => hold.name === null || hold.name === engine;

/** Why an engine at an epoch has no say in an execution. */
export const supersededMessage = (id: ExecutionId, { name, epoch }: EngineHold, told: number): string =>
  `execution ${id} is held by ${name ?? 'an engine without a name'} at epoch ${epoch}: epoch ${told} has no say in it, let go of it`;
