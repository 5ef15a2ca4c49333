import { readFile } from 'node:fs/promises';
import type { Account, Clock } from '@breakwater/core';
import { scaledClock } from '@breakwater/service';
import { readEstate, startSimulator, type Estate } from '@breakwater/simulator';
import { FileFaultsError, InputError, UnreachableError } from '../errors.ts';
import type { Simulate } from './types.ts';

/** A simulator with what it takes to point the product at it: by endpoint, credentials, accounts and clock alone. */
export interface SimulatedAws {
  readonly url: string;
  /** Simulated seconds per second. */
  readonly speed: number;
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly aws: {
    readonly hubRegion: string;
    readonly endpoint: string;
    readonly hubCredentials: () => Promise<HubCredentials>;
  };
  /** Ends the simulator when it is this process's own. */
  close(): Promise<void>;
}

interface HubCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface EstateAccounts {
  readonly hub: { readonly credentials: readonly HubCredentials[] };
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly roleArn?: string;
    readonly externalId?: string;
    readonly regions: readonly string[];
  }[];
}

interface ClockReading {
  readonly origin?: number;
  readonly speed?: number;
}

/** Simulated seconds per second where neither the command nor the estate says: a drill of an hour takes about a minute. */
const DEFAULT_SPEED = 60;
const SIMULATED_HUB_REGION = 'eu-west-1';

/** Starts an estate's simulator in this process, or joins one that runs. */
export const openSimulator = (simulate: Simulate): Promise<SimulatedAws> =>
  simulate.kind === 'running' ? joinSimulator(simulate.url) : startEstate(simulate);

/**
 * @throws InputError when the file cannot be read or its port is taken; FileFaultsError naming each fault of the estate
 */
export async function startEstate(options: {
  readonly file: string;
  readonly port?: number;
  readonly seed?: number;
  readonly speed?: number;
}): Promise<SimulatedAws> {
  const { file, port, seed } = options;
  const estate = await estateOf(file);
  const simulator = await startSimulator({
    estate,
    speed: options.speed ?? estate.speed ?? DEFAULT_SPEED,
    ...(port !== undefined && { port }),
    ...(seed !== undefined && { seed }),
  }).catch((error: unknown) => {
    throw new InputError(`the simulator cannot start: ${error instanceof Error ? error.message : String(error)}`);
  });
  return simulatedAws(simulator.url, simulator.accounts(), simulator.clockReading(), simulator.close);
}

async function estateOf(file: string): Promise<Estate> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(`estate ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const reading = readEstate(text, file);
  if (reading.ok) return reading.estate;
  throw new FileFaultsError(
    file,
    reading.faults.map((fault) => ({ code: 'estate', ...fault })),
  );
}

async function joinSimulator(url: string): Promise<SimulatedAws> {
  const [accounts, clock] = await Promise.all([
    control<EstateAccounts>(url, 'accounts'),
    control<ClockReading>(url, 'clock'),
  ]);
  return simulatedAws(url.replace(/\/+$/, ''), accounts, clock, async () => undefined);
}

async function control<Answer>(url: string, what: string): Promise<Answer> {
  const address = new URL(`/_simulator/${what}`, url);
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return (await response.json()) as Answer;
  } catch (error) {
    throw new UnreachableError(`no simulator answers at ${address.origin}: start one with npx breakwater simulate`, {
      cause: error,
    });
  }
}

function simulatedAws(
  url: string,
  { hub, accounts }: EstateAccounts,
  { origin, speed }: ClockReading,
  close: () => Promise<void>,
): SimulatedAws {
  const [credentials] = hub.credentials;
  if (credentials === undefined) throw new InputError('the estate gives the hub no credentials');
  if (origin === undefined || speed === undefined)
    throw new InputError('the simulator runs on a clock that cannot be shared');
  return {
    url,
    speed,
    clock: scaledClock({ origin, speed }),
    accounts: accounts.flatMap(({ id, name, roleArn, externalId, regions }) =>
      roleArn === undefined
        ? []
        : [{ account: id, name, roleArn, regions, ...(externalId !== undefined && { externalId }) }],
    ),
    aws: { hubRegion: SIMULATED_HUB_REGION, endpoint: url, hubCredentials: async () => credentials },
    close,
  };
}
