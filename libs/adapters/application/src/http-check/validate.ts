import { finding, type Finding } from '@breakwater/core';
import { settled, type HttpCheckRequest } from './params.ts';

/** What is wrong with the check itself. The URL is not asked: before the recovery, nobody need be there. */
export function validateHttpCheck({ stepId, params }: HttpCheckRequest): Finding[] {
  const { method, passForSeconds, intervalSeconds } = settled(params);
  const about = (code: string, severity: Finding['severity'], message: string) =>
    finding(stepId, { code, severity, message });
  return [
    ...(URL.canParse(params.url) ? [] : [about('url-malformed', 'error', `"${params.url}" is no URL`)]),
    ...(method === 'HEAD' && params.expectedBody !== undefined
      ? [about('head-has-no-body', 'error', 'an answer to HEAD has no body: use GET with expectedBody')]
      : []),
    ...(params.url.startsWith('http://')
      ? [about('not-encrypted', 'info', 'the URL is not encrypted: nothing proves who answers')]
      : []),
    ...(passForSeconds > 0 && intervalSeconds > passForSeconds
      ? [
          about(
            'interval-too-long',
            'warning',
            `it is asked every ${intervalSeconds} s, more seldom than within passForSeconds (${passForSeconds} s)`,
          ),
        ]
      : []),
  ];
}
