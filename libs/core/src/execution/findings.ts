import type { Finding } from '../shared/finding.ts';
import type { ExecutionRequest } from './request.ts';

/**
 * The errors that stand in the way: in a recovery those that nobody accepted by id and reason, elsewhere all of them.
 * What is `absolute` always stands.
 */
export function unacceptedFindings(
  request: Pick<ExecutionRequest, 'mode' | 'acceptFindings'>,
  findings: readonly Finding[],
): readonly Finding[] {
  const accepted = new Set(request.acceptFindings.map(({ id }) => id));
  const mayAccept = request.mode !== 'drill';
  return findings.filter(
    (finding) => finding.severity === 'error' && (finding.absolute || !mayAccept || !accepted.has(finding.id)),
  );
}
