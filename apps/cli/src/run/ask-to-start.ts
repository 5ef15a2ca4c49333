import type { CommandContext } from '../context.ts';

/** Asks whether it is to be started, where somebody can be asked; a pipeline has typed the plan's name. */
export async function askToStart({
  console,
  interrupted,
}: Pick<CommandContext, 'console' | 'interrupted'>): Promise<boolean> {
  if (!console.canAsk) return true;
  const typed = (await console.ask('Start it? [y/N] ', interrupted))?.toLowerCase();
  const wanted = typed === 'y' || typed === 'yes';
  if (!wanted) console.err.lines(['Nothing was started.']);
  return wanted;
}
