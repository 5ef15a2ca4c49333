import type { Finding, ValidationContext } from '@breakwater/core';
import { regionLeft } from '../steps/findings.ts';
import { validateDocument } from '../targets/validate-document.ts';
import type { RunAutomationRequest } from './params.ts';

/** What can be known before the automation is started: its document is there, and takes what the step gives. */
export async function validateRunAutomation(
  request: RunAutomationRequest,
  { aws, signal }: ValidationContext,
): Promise<Finding[]> {
  const { stepId, params, target } = request;
  const given = Object.keys(params.parameters ?? {});
  const { findings } = await validateDocument(
    { aws, target, signal },
    { stepId, ...params, type: 'Automation', given },
  );
  return [...regionLeft(request, 'keep the document in the Region of recovery and run it there'), ...findings];
}
