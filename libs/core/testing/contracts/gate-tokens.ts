import { describe, expect, it } from '@jest/globals';
import { executionId, gateId, type GateToken, type GateTokens, InvalidCursorError } from '@breakwater/core';
import { type Harness, openedForEach } from './opened.ts';

export interface GateTokensHarness extends Harness {
  readonly tokens: GateTokens;
  /** The same data as another process sees it. */
  readonly peer: GateTokens;
}

const DRILL = executionId('drill-1');
const APPROVAL = gateId('approval.apps');

const aToken = (over: Partial<GateToken> = {}): GateToken => ({
  executionId: DRILL,
  gateId: APPROVAL,
  waiter: 'stage.apps.1',
  token: 'token-1',
  ...over,
});

const byToken = (left: GateToken, right: GateToken): number => (left.token < right.token ? -1 : 1);

async function everythingOf(tokens: GateTokens): Promise<readonly GateToken[]> {
  const found: GateToken[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await tokens.list(cursor);
    found.push(...page.tokens);
    if (page.cursor === undefined) return found.sort(byToken);
    cursor = page.cursor;
  }
}

/** What a caller may rely on from any {@link GateTokens}. */
export function gateTokensContract(name: string, open: () => Promise<GateTokensHarness>): void {
  describe(`${name} as GateTokens`, () => {
    const harness = openedForEach(open);
    claimCases(harness);
    withdrawCases(harness);
    listCases(harness);
  });
}

function claimCases(harness: () => GateTokensHarness): void {
  it('gives out what is parked at a gate, once', async () => {
    const { tokens, peer } = harness();
    const [stage, step] = [aToken(), aToken({ waiter: 'step.servers', token: 'token-2' })];
    await tokens.park(stage);
    await peer.park(step);
    expect([...(await peer.claim(DRILL, APPROVAL))].sort(byToken)).toEqual([stage, step]);
    expect(await tokens.claim(DRILL, APPROVAL)).toEqual([]);
    expect(await everythingOf(tokens)).toEqual([]);
  });

  it('has nothing at a gate where nobody waits, and keeps gates and executions apart', async () => {
    const { tokens } = harness();
    await tokens.park(aToken());
    expect(await tokens.claim(DRILL, gateId('approval.web'))).toEqual([]);
    expect(await tokens.claim(executionId('drill-2'), APPROVAL)).toEqual([]);
    expect(await tokens.claim(DRILL, APPROVAL)).toEqual([aToken()]);
  });

  it('gives only the newest token of one waiter', async () => {
    const { tokens, peer } = harness();
    const newer = aToken({ token: 'token-2' });
    await tokens.park(aToken());
    await peer.park(newer);
    await peer.park(newer);
    expect(await everythingOf(tokens)).toEqual([newer]);
    expect(await tokens.claim(DRILL, APPROVAL)).toEqual([newer]);
  });

  it('can be parked at again after a claim', async () => {
    const { tokens } = harness();
    await tokens.park(aToken());
    await tokens.claim(DRILL, APPROVAL);
    const again = aToken({ token: 'token-2' });
    await tokens.park(again);
    expect(await everythingOf(tokens)).toEqual([again]);
    expect(await tokens.claim(DRILL, APPROVAL)).toEqual([again]);
  });

  it('gives each token to exactly one of many who claim and withdraw at once', async () => {
    const { tokens, peer } = harness();
    const parked = Array.from({ length: 5 }, (_, index) =>
      aToken({ waiter: `step.${index}`, token: `token-${index}` }),
    );
    for (const token of parked) await tokens.park(token);
    const claims = Array.from({ length: 10 }, (_, index) => (index % 2 ? tokens : peer).claim(DRILL, APPROVAL));
    const withdrawals = parked.map(async (token) => ((await peer.withdraw(token)) ? [token] : []));
    const given = (await Promise.all([...claims, ...withdrawals])).flat();
    expect(given.sort(byToken)).toEqual(parked);
  });
}

function withdrawCases(harness: () => GateTokensHarness): void {
  it('takes one token away and leaves those of other waiters', async () => {
    const { tokens } = harness();
    const other = aToken({ waiter: 'step.servers', token: 'token-2' });
    await tokens.park(aToken());
    await tokens.park(other);
    expect(await tokens.withdraw(aToken())).toBe(true);
    expect(await tokens.withdraw(aToken())).toBe(false);
    expect(await everythingOf(tokens)).toEqual([other]);
  });

  it('does not take away the newer token of the same waiter', async () => {
    const { tokens, peer } = harness();
    const newer = aToken({ token: 'token-2' });
    await tokens.park(aToken());
    await peer.park(newer);
    expect(await tokens.withdraw(aToken())).toBe(false);
    expect(await tokens.claim(DRILL, APPROVAL)).toEqual([newer]);
  });

  it('has nothing to take away where nobody ever waited', async () => {
    expect(await harness().tokens.withdraw(aToken())).toBe(false);
  });
}

function listCases(harness: () => GateTokensHarness): void {
  it('lists nothing at first', async () => {
    expect(await harness().tokens.list()).toEqual({ tokens: [] });
  });

  it('pages through what is parked in all executions, each once, 200 at most on a page', async () => {
    const { tokens, peer } = harness();
    const parked = Array.from({ length: 450 }, (_, index) =>
      aToken({ executionId: executionId(`drill-${index % 9}`), waiter: `step.${index}`, token: `token-${index}` }),
    );
    await Promise.all(parked.map((token) => tokens.park(token)));
    const first = await peer.list();
    expect(first.tokens).toHaveLength(200);
    expect(await everythingOf(peer)).toEqual(parked.toSorted(byToken));
  });

  it('goes on from where a page ended, although its last token is gone', async () => {
    const { tokens } = harness();
    const parked = Array.from({ length: 201 }, (_, index) => aToken({ waiter: `step.${index}`, token: `t-${index}` }));
    await Promise.all(parked.map((token) => tokens.park(token)));
    const first = await tokens.list();
    for (const token of first.tokens.slice(-1)) await tokens.withdraw(token);
    const { tokens: rest, cursor } = await tokens.list(first.cursor);
    expect(rest).toHaveLength(1);
    expect(cursor).toBeUndefined();
    expect(first.tokens).not.toContainEqual(rest[0]);
  });

  it('refuses a cursor that it has not given out', async () => {
    for (const cursor of ['%%%', 'bm90LWpzb24', '']) {
      await expect(harness().tokens.list(cursor)).rejects.toThrow(InvalidCursorError);
    }
  });
}
