import type { CallCount, LaunchRecord, Ledger, WriteRecord } from '../accounting/ledger.ts';
import type { ActiveFault } from '../faults/fault-book.ts';
import type { World } from '../world/world.ts';
import { advance } from '../world/world.ts';
import type { WorldState } from './state.ts';
import { dumpState } from './state.ts';

/** The clock as its readers need it to compute the same simulated time. */
export interface ClockReading {
  /** Epoch milliseconds at which simulated and wall time agree; absent under an injected clock. */
  readonly origin?: number;
  /** Simulated seconds per wall second; absent under an injected clock. */
  readonly speed?: number;
  /** Simulated epoch milliseconds. */
  readonly now: number;
}

/** What a composition root needs to register the accounts of the estate. */
export interface EstateAccounts {
  readonly hub: { readonly accountId: string; readonly credentials: readonly HubCredentials[] };
  readonly accounts: readonly SpokeAccount[];
}

export interface HubCredentials {
  readonly arn: string;
  readonly kind: 'user' | 'role';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SpokeAccount {
  readonly id: string;
  readonly name: string;
  /** The account's first role; absent when it has none. */
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly roles: readonly { readonly arn: string; readonly externalId?: string }[];
  readonly regions: readonly string[];
}

/** What can be asked of and done to a running simulator, from outside the APIs it plays. */
export interface SimulatorControl {
  readonly calls: () => CallCount[];
  readonly writes: () => WriteRecord[];
  readonly launches: () => LaunchRecord[];
  /** Everything the services keep, in a fixed order, for comparisons. */
  readonly state: () => WorldState;
  readonly faults: () => ActiveFault[];
  /**
   * Switches a fault on; an id that is in use is replaced.
   *
   * @returns the fault's id
   * @throws {@link FaultRefusedError} when it is not well formed or could never strike
   */
  readonly setFault: (fault: unknown) => string;
  /** @returns whether there was such a fault */
  readonly removeFault: (id: string) => boolean;
  readonly clearFaults: () => void;
  /** Makes a Region's endpoints unreachable, for one account or for all, and sources in it silent; or ends that. */
  readonly setDark: (change: { region: string; account?: string; dark: boolean }) => void;
  readonly darkRegions: () => string[];
}

export function createControl(world: World): SimulatorControl {
  const upToDate = (): Ledger => {
    advance(world);
    return world.ledger;
  };
  return {
    calls: () => world.ledger.calls(),
    writes: () => world.ledger.writes(),
    launches: () => upToDate().launches(),
    state: () => dumpState(world, advance(world)),
    faults: () => world.faults.list(),
    setFault: (fault) => world.faults.set(fault),
    removeFault: (id) => world.faults.remove(id),
    clearFaults: () => world.faults.clear(),
    setDark: ({ region, account, dark }) => world.outages.set({ region, accountId: account, dark, at: advance(world) }),
    darkRegions: () => world.outages.dark(world.clock.now()),
  };
}

/** The accounts as a composition root registers them; temporary credentials are not among them. */
export function estateAccounts({ estate, roles, credentials }: World): EstateAccounts {
  const hub = [...credentials.values()].filter(({ expiresAt }) => expiresAt === undefined);
  return {
    hub: {
      accountId: estate.hub.account,
      credentials: hub.map(({ accessKeyId, secretAccessKey, sessionToken, caller }) => ({
        arn: caller.arn,
        kind: caller.isSession ? 'role' : 'user',
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
      })),
    },
    accounts: estate.accounts.map(({ id, name, regions = [] }) => {
      const own = [...roles.values()].filter(({ accountId }) => accountId === id);
      const all = own.map(({ arn, spec: { externalId } }) => ({
        arn,
        ...(externalId === undefined ? {} : { externalId }),
      }));
      const [first] = all;
      return {
        id,
        name,
        ...(first === undefined ? {} : { roleArn: first.arn }),
        ...(first?.externalId === undefined ? {} : { externalId: first.externalId }),
        roles: all,
        regions: regions.map(({ region }) => region),
      };
    }),
  };
}
