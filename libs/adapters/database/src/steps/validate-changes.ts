import type { Finding, OperationRequest, ValidationContext } from '@breakwater/core';
import type { Sight, Subject } from '../change/change.ts';
import { examineEach, sayAbout, type Say } from './examine.ts';

/**
 * What speaks against a step's changes, read as the step itself would read it.
 *
 * @param more - further findings about a database that can be changed
 */
export function validateChanges(
  request: OperationRequest<unknown>,
  context: ValidationContext,
  subjects: readonly Subject[],
  more: (resourceId: string, say: Say) => Promise<readonly Finding[]> = async () => [],
): Promise<Finding[]> {
  const bySubject = new Map(subjects.map((subject) => [subject.id, subject]));
  return examineEach(request, context, async (resource) => {
    const say = sayAbout(request, resource);
    const sight = await bySubject.get(resource.id)?.changes[0]?.look(undefined);
    if (sight === undefined) return [];
    const isPossible = sight.kind === 'untouched' || sight.kind === 'under-way';
    return [...sightFindings(sight, say), ...(isPossible ? await more(resource.id, say) : [])];
  });
}

function sightFindings(sight: Sight, say: Say): readonly Finding[] {
  switch (sight.kind) {
    case 'broken':
      return [say('error', sight.failure.code, sight.failure.message)];
    case 'done':
      return [say('warning', 'already-so', `it is ${sight.status} already, so the step will change nothing`)];
    case 'under-way':
      return [say('warning', 'database-busy', `${sight.detail}: the step waits until that is over`)];
    case 'untouched':
      return sight.obstacle === undefined
        ? []
        : [say('warning', 'database-busy', `${sight.obstacle}: the step waits until that is over`)];
  }
}
