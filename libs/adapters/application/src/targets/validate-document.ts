import { errorText, faultOf } from '@breakwater/aws';
import { finding, type Finding, type StepId } from '@breakwater/core';
import { describeDocument, type DocumentName, type DocumentView } from '../service/documents.ts';
import type { Regional } from '../service/regional.ts';
import { listed } from '../steps/findings.ts';

export interface DocumentUse extends DocumentName {
  readonly stepId: StepId;
  readonly type: 'Command' | 'Automation';
  /** Names of the parameters that the step gives. */
  readonly given: readonly string[];
}

/** What is wrong with a document for a step; the document itself when it could be read. */
export async function validateDocument(
  where: Regional,
  use: DocumentUse,
): Promise<{ readonly document?: DocumentView; readonly findings: readonly Finding[] }> {
  try {
    const document = await describeDocument(where, use);
    return { document, findings: documentFindings(document, use) };
  } catch (error) {
    where.signal.throwIfAborted();
    const isRefused = faultOf(error) === 'refused';
    const message = `document ${use.document} cannot be read in account ${where.target.account}, ${where.target.region}: ${errorText(error)}`;
    const code = isRefused ? 'document-refused' : 'systems-manager-unreachable';
    return { findings: [finding(use.stepId, { code, severity: 'error', message })] };
  }
}

function documentFindings({ status, type, parameters }: DocumentView, use: DocumentUse): Finding[] {
  const about = (code: string, message: string) => finding(use.stepId, { code, severity: 'error', message });
  const given = new Set(use.given);
  const known = new Set(parameters?.map(({ name }) => name));
  const unknown = parameters === undefined ? [] : use.given.filter((name) => !known.has(name));
  const missing = (parameters ?? []).filter(({ name, isRequired }) => isRequired && !given.has(name));
  return [
    ...(status === 'Active'
      ? []
      : [about('document-not-active', `document ${use.document} has the status ${status ?? 'none'}`)]),
    ...(type === use.type
      ? []
      : [
          about(
            'document-of-another-type',
            `document ${use.document} is of type ${type ?? 'none'}, ${use.type} is needed`,
          ),
        ]),
    ...unknown.map((name) =>
      about('document-parameter-unknown', `document ${use.document} has no parameter "${name}"`),
    ),
    ...(missing.length === 0
      ? []
      : [
          about(
            'document-parameter-missing',
            `document ${use.document} needs ${listed(missing.map(({ name }) => name))}`,
          ),
        ]),
  ];
}
