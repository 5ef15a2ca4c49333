import type { SFNClient } from '@aws-sdk/client-sfn';
import { claimLease, keepLease, repeatRegularly, type Application } from '@breakwater/application';
import {
  EngineSupersededError,
  secondsBetween,
  type Clock,
  type ExecutionEngine,
  type ExecutionStore,
  type GateTokens,
  type Instant,
  type Leases,
  type Log,
} from '@breakwater/core';
import { pauseSeconds, type Patience } from '../calls/backoff.ts';
import { MachineRuns } from '../calls/machine-runs.ts';
import { ParkedGates } from '../gates/parked-gates.ts';
import { PreparedGraphs } from '../prepared-graphs.ts';
import { DEFAULT_TIMINGS } from '../state-machine/timings.ts';
import { ownUnfinished, type OwnExecution } from './unfinished.ts';
import { watchMachine } from './watch-machines.ts';
import { beatParked, reviewParked } from './watch-parked.ts';

export interface StepFunctionsKeeperOptions {
  /** For calls that answer at once. */
  readonly client: SFNClient;
  readonly stateMachineArn: string;
  readonly engine: ExecutionEngine;
  readonly application: Pick<Application, 'host' | 'takeOver'>;
  readonly executions: ExecutionStore;
  readonly tokens: GateTokens;
  readonly leases: Leases;
  /** Names this process, unlike any other. */
  readonly holder: string;
  /** Domain time: time limits of gates pass by it. */
  readonly clock: Clock;
  /** Wall time: leases, heartbeats, and AWS's own. */
  readonly wallClock: Clock;
  /** Of the gate's state in the state machine. @default 90 */
  readonly gateHeartbeatSeconds?: number;
  /** A number from 0 up to, and without, 1. @default chance */
  readonly random?: () => number;
  readonly log: Log;
}

/** What happens to executions when nobody does anything. */
export interface StepFunctionsKeeper {
  /** Whether this process is the one that keeps. */
  readonly isKeeping: boolean;
  /** Lets another process keep. */
  stop(): Promise<void>;
}

/** The lease under which one process keeps, of all that could. */
const keeperLease = (engine: string): string => `keeper/${engine}`;
/** A process that dies is followed within twice of it, which with a beat before leaves parked calls alive. */
const LEASE_SHARE = 1 / 5;
const BEAT_SHARE = 1 / 5;
/** Wall seconds between two looks for calls that were left waiting at open gates. */
const REVIEW_SECONDS = 15;
/** Wall seconds between two looks at the runs of the state machine. */
const MACHINES_SECONDS = 30;
/** How late, in domain seconds, a time limit may be noticed that was not known at the last look. */
const TICK_SECONDS = 15;

/**
 * Keeps parked calls alive and their gates watched, lets time limits pass, and sees to it that every unfinished execution
 * has a run of the state machine. All that it does may be done twice; a lease only keeps processes from doing it all at
 * once. Starts at once.
 */
export function startStepFunctionsKeeper(options: StepFunctionsKeeperOptions): StepFunctionsKeeper {
  const stopping = new AbortController();
  const keeper = new Keeper(options, stopping.signal);
  const running = keeper.keepUntilStopped();
  return {
    get isKeeping() {
      return keeper.isKeeping;
    },
    async stop() {
      stopping.abort(new Error('the keeper is stopping'));
      await running;
    },
  };
}

class Keeper {
  readonly #options: StepFunctionsKeeperOptions;
  readonly #stopping: AbortSignal;
  readonly #patience: Patience;
  readonly #heartbeatSeconds: number;
  readonly #gates: ParkedGates;
  readonly #runs: MachineRuns;
  isKeeping = false;

  constructor(options: StepFunctionsKeeperOptions, stopping: AbortSignal) {
    const { client, stateMachineArn, executions, random = Math.random, wallClock, application } = options;
    this.#options = options;
    this.#stopping = stopping;
    this.#patience = { wallClock, random };
    this.#heartbeatSeconds = options.gateHeartbeatSeconds ?? DEFAULT_TIMINGS.gate.heartbeatSeconds;
    const graphs = new PreparedGraphs(executions);
    this.#gates = new ParkedGates({ ...options, host: application.host, graphs });
    this.#runs = new MachineRuns(client, stateMachineArn);
  }

  async keepUntilStopped(): Promise<void> {
    const { wallClock, random } = this.#patience;
    for (let faults = 0; !this.#stopping.aborted;) {
      try {
        await this.#keepUnderLease();
        faults = 0;
      } catch (error) {
        if (this.#stopping.aborted) return;
        faults += 1;
        this.#options.log.error({ err: error }, 'keeping executions met a fault and is taken up again');
        await wallClock.sleep(pauseSeconds(faults, random), this.#stopping).catch(() => undefined);
      }
    }
  }

  async #keepUnderLease(): Promise<void> {
    const { leases, wallClock, holder, engine, log } = this.#options;
    const claim = {
      key: keeperLease(engine.name),
      holder,
      lengthSeconds: this.#heartbeatSeconds * LEASE_SHARE,
    };
    const claimed = await claimLease(leases, wallClock, claim, this.#stopping);
    // No execution, and so no epoch of one, stands behind this lease.
    const lease = keepLease(leases, wallClock, claimed, () => Promise.resolve());
    this.isKeeping = true;
    log.info({ epoch: lease.epoch }, 'this process keeps the executions of Step Functions');
    try {
      await this.#keep(AbortSignal.any([this.#stopping, lease.signal]));
    } finally {
      this.isKeeping = false;
      await lease.release();
    }
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { clock, wallClock, log } = this.#options;
    const parts = { ...this.#options, gates: this.#gates };
    const regularly = (everySeconds: number, work: () => Promise<unknown>) =>
      repeatRegularly({ work, everyMinutes: everySeconds / 60, clock: wallClock, log, signal });
    await Promise.all([
      regularly(this.#heartbeatSeconds * BEAT_SHARE, () => beatParked(parts, signal)),
      regularly(REVIEW_SECONDS, () => reviewParked(parts, signal)),
      regularly(MACHINES_SECONDS, () => this.#watchMachines(signal)),
      this.#letTimePass(clock, signal),
    ]);
  }

  #watchMachines(signal: AbortSignal): Promise<void> {
    const { engine, application, wallClock, log } = this.#options;
    const takeOver = application.takeOver.bind(application);
    const parts = { runs: this.#runs, engine, takeOver, wallClock, log };
    return this.#forEachOwn(signal, (execution) => watchMachine(execution, parts));
  }

  /** Time limits are recorded at their moment where it is known, and soon after where not. */
  async #letTimePass(clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = await this.#tickAll(signal).catch((error: unknown) => {
        if (!signal.aborted) this.#options.log.error({ err: error }, 'a look at time limits failed');
        return undefined;
      });
      const untilNext = next === undefined ? TICK_SECONDS : secondsBetween(clock.now(), next);
      // Never without a pause: a moment that has come and leads to nothing must not make this spin.
      await clock.sleep(Math.min(TICK_SECONDS, Math.max(1, untilNext)), signal).catch(() => undefined);
    }
  }

  /** @returns the earliest moment at which something is due */
  async #tickAll(signal: AbortSignal): Promise<Instant | undefined> {
    const moments: Instant[] = [];
    await this.#forEachOwn(signal, async ({ id, epoch }) => {
      const next = await this.#options.application.host.at(epoch).tick(id);
      if (next !== undefined) moments.push(next);
    });
    return moments.sort()[0];
  }

  /** One that fails holds up none of the others. */
  async #forEachOwn(signal: AbortSignal, visit: (execution: OwnExecution) => Promise<void>): Promise<void> {
    const { executions, application, engine, log } = this.#options;
    for await (const execution of ownUnfinished(executions, application.host, engine.name)) {
      if (signal.aborted) return;
      try {
        await visit(execution);
      } catch (error) {
        // Somebody has just taken it over.
        if (error instanceof EngineSupersededError) continue;
        log.error({ err: error, executionId: execution.id }, 'an unfinished execution could not be looked after');
      }
    }
  }
}
