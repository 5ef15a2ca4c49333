import { plusSeconds, type Instant, type Json, type OperationContext } from '@breakwater/core';

/** One SendCommand. */
export interface SentCommand {
  /** `null` from before it is sent until its answer is there: whether it took effect is not known. */
  readonly id: string | null;
  /** Its number within the attempt, which its comment carries. */
  readonly part: number;
  readonly instanceIds: readonly string[];
  readonly askedAt: Instant;
}

/** An instance on which nothing was started, and nothing will be. */
export interface EndedInstance {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
}

/** The checkpoint: what an attempt has sent so far. */
export interface CommandLedger {
  /** When the attempt began, at the latest: no command of it is older. */
  readonly since: Instant;
  /** An earlier worker may have sent commands that this ledger does not know. */
  readonly lookForOwn: boolean;
  /** Of the next command. */
  readonly nextPart: number;
  readonly sent: readonly SentCommand[];
  readonly ended: readonly EndedInstance[];
  /** Instances that AWS has refused as not in a valid state; they are sent to alone, for one refusal stops a whole command. */
  readonly refusals: readonly { readonly id: string; readonly reason: string }[];
  /** Since when an unknown status is all that keeps the attempt from its end. */
  readonly puzzledSince?: Instant;
}

/** A resumed attempt without a checkpoint does not know when it began: no step runs longer than this. */
const OLDEST_ATTEMPT_SECONDS = 24 * 3_600;

/** The ledger of an attempt that begins now, or goes on after a worker that left none. */
export const firstLedger = ({ clock, resumed }: Pick<OperationContext, 'clock' | 'resumed'>): CommandLedger => ({
  since: resumed ? plusSeconds(clock.now(), -OLDEST_ATTEMPT_SECONDS) : clock.now(),
  lookForOwn: resumed,
  nextPart: 1,
  sent: [],
  ended: [],
  refusals: [],
});

/** A checkpoint is only ever written from a ledger. */
export const ledgerOf = (checkpoint: Json): CommandLedger => checkpoint as unknown as CommandLedger;

export const checkpointOf = (ledger: CommandLedger): Json => ledger as unknown as Json;

/** What is still to be sent, of these instances. */
export function unsentOf(ledger: CommandLedger, instances: readonly string[]): readonly string[] {
  const settled = new Set([
    ...ledger.sent.flatMap(({ instanceIds }) => instanceIds),
    ...ledger.ended.map(({ id }) => id),
  ]);
  return instances.filter((id) => !settled.has(id));
}

/** A command is about to be sent. */
export const intend = (ledger: CommandLedger, instanceIds: readonly string[], askedAt: Instant): CommandLedger => ({
  ...ledger,
  nextPart: ledger.nextPart + 1,
  sent: [...ledger.sent, { id: null, part: ledger.nextPart, instanceIds, askedAt }],
});

/** The answer to a command is there, or it was found. */
export const confirm = (ledger: CommandLedger, part: number, id: string): CommandLedger => ({
  ...ledger,
  sent: ledger.sent.map((command) => (command.part === part ? { ...command, id } : command)),
});

/** A command never took effect: its instances are unsent again. */
export const withdraw = (ledger: CommandLedger, part: number): CommandLedger => ({
  ...ledger,
  sent: ledger.sent.filter((command) => command.part !== part),
});

export const end = (ledger: CommandLedger, ids: readonly string[], status: string, reason: string): CommandLedger => ({
  ...ledger,
  ended: [...ledger.ended, ...ids.map((id) => ({ id, status, reason }))],
});

export const refuse = (ledger: CommandLedger, ids: readonly string[], reason: string): CommandLedger => ({
  ...ledger,
  refusals: [...ledger.refusals.filter(({ id }) => !ids.includes(id)), ...ids.map((id) => ({ id, reason }))],
});
