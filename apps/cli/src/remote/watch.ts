import type { ExecutionReport } from '@breakwater/core';
import type { Channel } from '../console/console.ts';
import { isEnded, standsStill } from '../run/follow.ts';
import { pacedNews } from '../run/news.ts';
import { progressView } from '../run/progress-view.ts';

/** Wall milliseconds between two looks at a server. */
const PACE = 1000;

/**
 * Shows an execution of a server until it is over, until it waits for a person when that was asked for, or until we are
 * interrupted, which changes nothing for the execution.
 */
export async function watch(
  look: () => Promise<ExecutionReport>,
  options: { readonly channel: Channel; readonly untilPerson: boolean; readonly interrupted: AbortSignal },
): Promise<ExecutionReport> {
  const { channel, untilPerson, interrupted } = options;
  const view = progressView(channel);
  const news = pacedNews(PACE);
  try {
    for (;;) {
      const report = await look();
      view.show(report);
      if (isEnded(report) || interrupted.aborted || (untilPerson && standsStill(report))) return report;
      await news.next(interrupted);
    }
  } finally {
    view.clear();
  }
}
