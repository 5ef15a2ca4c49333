import type { Commit, ExecutionEvent } from '@breakwater/core';
import { column, oneLine, shorten, WIDTH } from './text.ts';
import { dateAndTime } from './time.ts';

/** One line an event: when, what, and who. */
export const eventLines = ({ events }: Pick<Commit, 'events'>): string[] => events.map(eventLine);

function eventLine(event: ExecutionEvent): string {
  const facts = [subjectOf(event), `by ${oneLine(event.by.subject)}`].filter((fact) => fact !== '');
  return shorten(`${dateAndTime(event.at)}  ${column(event.type, 20)} ${facts.join(' ')}`, WIDTH);
}

/** What the event is about. */
function subjectOf(event: ExecutionEvent): string {
  switch (event.type) {
    case 'step-started':
    case 'step-taken-over':
    case 'step-not-run':
      return event.stepId;
    case 'step-ended':
      return `${event.stepId} ${event.end.kind}`;
    case 'gate-opened':
    case 'gate-approval-given':
    case 'gate-extended':
    case 'gate-overdue':
      return event.gateId;
    case 'gate-closed':
      return `${event.gateId} ${event.verdict}`;
    case 'stage-opened':
    case 'stage-closed':
      return event.stageId;
    case 'execution-ended':
      return event.outcome === null ? event.status : `${event.status}, ${event.outcome}`;
    case 'execution-halted':
      return oneLine(event.note);
    case 'execution-requested':
      return `${event.request.mode} of ${event.request.plan}`;
    case 'engine-taken-over':
      return `${oneLine(event.engine)}, epoch ${event.epoch}`;
    case 'validation-started':
    case 'execution-prepared':
    case 'execution-rejected':
      return '';
  }
}
