/** Work in memory may hop between micro- and macrotasks a few times before it waits for time. */
const TURNS = 4;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Lets everything that is ready run, through a few turns of the event loop. */
export async function fewTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}
