import { errorText, faultOf } from '@breakwater/aws';
import { finding, type Finding, type ValidationContext } from '@breakwater/core';
import { agentsOf, isOnline, type AgentView } from '../service/agents.ts';
import type { DocumentView } from '../service/documents.ts';
import type { Regional } from '../service/regional.ts';
import { listed, regionLeft } from '../steps/findings.ts';
import { allInstances } from '../targets/instance-choice.ts';
import { validateDocument } from '../targets/validate-document.ts';
import type { RunCommandRequest } from './params.ts';

/** What can be known before the command is sent. Instances of an earlier step are not there yet. */
export async function validateRunCommand(request: RunCommandRequest, context: ValidationContext): Promise<Finding[]> {
  const { stepId, params } = request;
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const given = Object.keys(params.parameters ?? {});
  const { document, findings } = await validateDocument(where, { stepId, ...params, type: 'Command', given });
  return [
    ...regionLeft(request, 'run it on the instances that an earlier step recovered (recoveredBy)'),
    ...missingInstances(request),
    ...findings,
    ...(await agentFindings(request, where, document)),
  ];
}

function missingInstances({ stepId, params, resources }: RunCommandRequest): Finding[] {
  const found = new Set(resources.map(({ id }) => id));
  const wanted = Array.isArray(params.instances) ? params.instances : [];
  return wanted
    .filter((id) => !found.has(id))
    .map((resource) =>
      finding(stepId, {
        code: 'instance-missing',
        severity: 'error',
        resource,
        message: `there is no instance ${resource}`,
      }),
    );
}

async function agentFindings(
  request: RunCommandRequest,
  where: Regional,
  document: DocumentView | undefined,
): Promise<Finding[]> {
  const ids = request.resources.length === 0 ? [] : allInstances(request);
  if (ids.length === 0) return [];
  try {
    const agents = await agentsOf(where, ids);
    return [...offline(request, ids, agents), ...otherPlatform(request, ids, agents, document?.platforms ?? [])];
  } catch (error) {
    where.signal.throwIfAborted();
    const code = faultOf(error) === 'refused' ? 'systems-manager-refused' : 'systems-manager-unreachable';
    const message = `the agents of its instances cannot be looked at: ${errorText(error)}`;
    return [finding(request.stepId, { code, severity: 'error', message })];
  }
}

type Agents = ReadonlyMap<string, AgentView>;

/** The step waits for agents, so this may mend itself. */
function offline({ stepId }: RunCommandRequest, ids: readonly string[], agents: Agents): Finding[] {
  const silent = ids.filter((id) => !isOnline(agents.get(id)));
  if (silent.length === 0) return [];
  const message = `${listed(silent)} not online in Systems Manager: the step waits for them, and fails on those that stay away`;
  return [finding(stepId, { code: 'agent-offline', severity: 'warning', message })];
}

function otherPlatform(
  { stepId, params }: RunCommandRequest,
  ids: readonly string[],
  agents: Agents,
  platforms: readonly string[],
): Finding[] {
  const unfit = ids.filter((id) => {
    const platform = agents.get(id)?.platform;
    return platform !== undefined && platforms.length > 0 && !platforms.includes(platform);
  });
  if (unfit.length === 0) return [];
  const message = `document ${params.document} is for ${listed(platforms)}, which ${listed(unfit)} do not run`;
  return [finding(stepId, { code: 'platform-mismatch', severity: 'error', message })];
}
