type Branded<Name extends string> = string & { readonly __brand: Name };

/** Identifies one run of a plan. Time-ordered, chosen by {@link Ids}. */
export type ExecutionId = Branded<'ExecutionId'>;
/** The author's name of a wave, unique in its plan. */
export type WaveId = Branded<'WaveId'>;
/** The author's name of a step, unique in its plan. */
export type StepId = Branded<'StepId'>;
/** What the engine runs; made by `compile` as `<wave>.<number>`. */
export type StageId = Branded<'StageId'>;
/** Where an execution waits: `<kind>.<subject>[.<number>]`. */
export type GateId = Branded<'GateId'>;
/** Names a protected thing across accounts and Regions: `<technology>:<account>:<region>:<id>`. */
export type ResourceKey = Branded<'ResourceKey'>;

export const executionId = (text: string): ExecutionId => text as ExecutionId;
export const waveId = (text: string): WaveId => text as WaveId;
export const stepId = (text: string): StepId => text as StepId;
export const stageId = (text: string): StageId => text as StageId;
export const gateId = (text: string): GateId => text as GateId;
