import type { Actor, ExecutionId } from '@breakwater/core';
import type { Embedded } from '../composition/types.ts';
import type { Channel } from '../console/console.ts';
import type { CommandContext } from '../context.ts';
import { follow, type Followed } from './follow.ts';
import { approvingAnswerer, type Answerer } from './gate-answers.ts';
import { interactiveAnswerer } from './interactive-answerer.ts';
import { feedNews } from './news.ts';
import { progressView, type ProgressView } from './progress-view.ts';

/** How somebody wants to follow an execution of this process. */
export interface FollowOptions {
  readonly approve: boolean;
  readonly json: boolean;
}

/** Shows an execution of this process and answers its gates, as {@link follow} does, until Ctrl-C at the latest. */
export async function followExecution(
  executionId: ExecutionId,
  options: FollowOptions,
  { application, feed }: Pick<Embedded, 'application' | 'feed'>,
  context: CommandContext,
  by: Actor,
): Promise<Followed> {
  const { console, interrupted } = context;
  const view = progressView(progressChannel(options, context));
  const answerer = answererFor(options, context, view, by);
  const news = feedNews(feed, executionId);
  const announce = () => {
    view.clear();
    console.err.lines(['', 'Stopping. Nothing is lost: the execution stays as it is and can be gone on with.']);
  };
  interrupted.addEventListener('abort', announce, { once: true });
  try {
    return await follow({
      application,
      executionId,
      news,
      view,
      interrupted,
      complain: (message) => console.err.lines([message]),
      ...(answerer !== undefined && { answerer }),
    });
  } finally {
    interrupted.removeEventListener('abort', announce);
    news.stop();
    view.clear();
  }
}

/** A document on standard output is alone there. */
export const progressChannel = ({ json }: Pick<FollowOptions, 'json'>, { console }: CommandContext): Channel =>
  json ? console.err : console.out;

function answererFor(
  { approve }: FollowOptions,
  context: CommandContext,
  view: ProgressView,
  by: Actor,
): Answerer | undefined {
  if (approve) return approvingAnswerer;
  return context.console.canAsk ? interactiveAnswerer(context.console, view, by, context.interrupted) : undefined;
}
