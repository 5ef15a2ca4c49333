/** Calls under way at once, so that thousands of items neither wait for each other nor flood the connections. */
const AT_ONCE = 24;

/**
 * Does the work for each entry, several at once and in order of their beginning. Nothing new is begun once a piece of work
 * says false or fails; what is under way is waited for.
 *
 * @throws the first failure
 */
export async function inParallel<Entry>(
  entries: readonly Entry[],
  work: (entry: Entry) => Promise<boolean>,
  atOnce: number = AT_ONCE,
): Promise<void> {
  const left = entries.values();
  let goesOn = true;
  const worker = async (): Promise<void> => {
    for (const entry of left) {
      if (!goesOn) return;
      try {
        goesOn = (await work(entry)) && goesOn;
      } catch (error) {
        goesOn = false;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(atOnce, entries.length) }, worker));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
