import type { Answer } from './operation.ts';

/** The answer with the objects of one list changed. */
export function rewriteList(answer: Answer, name: string, change: (entry: Answer) => Answer): Answer {
  const list = answer[name];
  return Array.isArray(list)
    ? { ...answer, [name]: list.map((entry: unknown) => (isAnswer(entry) ? change(entry) : entry)) }
    : answer;
}

/** The answer with members of one of its objects replaced. */
export function rewriteMember(answer: Answer, name: string, members: Answer): Answer {
  const member = answer[name];
  return isAnswer(member) ? { ...answer, [name]: { ...member, ...members } } : answer;
}

function isAnswer(value: unknown): value is Answer {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
