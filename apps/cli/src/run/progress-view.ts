import type { ExecutionReport } from '@breakwater/core';
import type { Channel } from '../console/console.ts';
import { progressLines } from '../render/progress-lines.ts';
import { progressScreen } from '../render/progress-screen.ts';

/** Shows how an execution gets on. */
export interface ProgressView {
  show(report: ExecutionReport): void;
  /** Takes the drawing away, so that something else can be said or asked. */
  clear(): void;
}

/** Bars on a terminal, lines with the time elsewhere. */
export const progressView = (channel: Channel): ProgressView =>
  channel.isTerminal ? drawnView(channel) : lineView(channel);

/** Rows left free, so that the prompt below does not push the screen. */
const FREE_ROWS = 1;

function drawnView(channel: Channel): ProgressView {
  return {
    show(report) {
      const { columns, rows } = channel.size();
      channel.draw(progressScreen(report, { columns, rows: rows - FREE_ROWS }, channel.paint));
    },
    clear() {
      channel.draw([]);
      channel.leave();
    },
  };
}

function lineView(channel: Channel): ProgressView {
  let before: ExecutionReport | undefined;
  return {
    show(report) {
      channel.lines(progressLines(before, report));
      before = report;
    },
    clear: () => undefined,
  };
}
