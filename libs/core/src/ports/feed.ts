import type { Progress } from '../adapter/resource-outcome.ts';
import type { Commit } from './execution-store.ts';
import type { ExecutionId, StepId } from '../shared/ids.ts';

/** What observers of a running execution see at once, beside the stored history. */
export type FeedItem =
  | { readonly kind: 'commit'; readonly executionId: ExecutionId; readonly commit: Commit }
  | {
      readonly kind: 'progress';
      readonly executionId: ExecutionId;
      readonly stepId: StepId;
      readonly progress: Progress;
    };

/** Live news inside a process. Best effort: who must not miss anything reads the store. */
export interface Feed {
  publish(item: FeedItem): void;
  /** @returns unsubscribe */
  subscribe(listener: (item: FeedItem) => void): () => void;
}
