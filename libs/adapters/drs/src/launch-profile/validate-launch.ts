import { errorText, faultOf } from '@breakwater/aws';
import { finding, settingsOf, type Finding, type StepId } from '@breakwater/core';
import type { RecoverRequest } from '../recover/params.ts';
import { addressesInUse, offeredTypes } from '../service/launch-facts.ts';
import { describeNetworks } from '../service/networks.ts';
import type { RecoveryInstanceView } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import { listed } from '../steps/findings.ts';
import { addressFindings } from './address-findings.ts';
import { isOwn } from './marker.ts';
import { networkFindings } from './network-findings.ts';
import type { PlannedLaunch } from './plan-launches.ts';
import { templateObstacle, type TemplateSettings } from './template-data.ts';

/** A planned launch that its profile allows. */
export type PossibleLaunch = Extract<PlannedLaunch, { isPossible: true }>;

/** What speaks against following the launch profile, and what following it changes. Read only. */
export async function launchFindings(
  request: RecoverRequest,
  where: Regional,
  planned: readonly PlannedLaunch[],
  existing: readonly RecoveryInstanceView[],
): Promise<Finding[]> {
  const possible = planned.filter((launch): launch is PossibleLaunch => launch.isPossible);
  const subnetIds = [...new Set(possible.flatMap(({ changes }) => changes.after.subnetId ?? []))].sort();
  const addresses = [...new Set(possible.flatMap(({ changes }) => changes.after.privateIp ?? []))].sort();
  const network = subnetIds.length === 0 ? undefined : await describeNetworks(where, subnetIds);
  const zones = [...new Set((network?.subnets ?? []).flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []))];
  const [inUse, offered] = await Promise.all([
    allowed(addressesInUse(where, addresses)),
    allowed(offeredTypes(where, namedTypes(request), zones)),
  ]);
  return [
    ...unchecked(request.stepId, 'whether the addresses are free', inUse.refusal),
    ...unchecked(request.stepId, 'whether the instance types are offered', offered.refusal),
    ...strayServers(request),
    ...impossible(request.stepId, planned),
    ...networkFindings(request, possible, { network, offered: offered.value ?? new Map() }),
    ...addressFindings(request.stepId, possible, { network, inUse: inUse.value ?? [], existing }),
    ...busyTemplates(request, planned),
    ...differences(request.stepId, possible),
  ];
}

/** A look-up that the account may refuse: nobody's recovery hangs on the permission to check it beforehand. */
async function allowed<Value>(lookUp: Promise<Value>): Promise<{ readonly value?: Value; readonly refusal?: string }> {
  try {
    return { value: await lookUp };
  } catch (error) {
    if (faultOf(error) !== 'refused') throw error;
    return { refusal: errorText(error) };
  }
}

const unchecked = (stepId: StepId, what: string, refusal: string | undefined): Finding[] =>
  refusal === undefined
    ? []
    : [
        finding(stepId, {
          code: 'launch-not-checked',
          severity: 'warning',
          resource: what,
          message: `${what} cannot be checked: ${refusal}`,
        }),
      ];

/** Every type that may be tried, for any of the servers. */
function namedTypes({ launch, resources }: RecoverRequest): string[] {
  if (launch === undefined) return [];
  return [...new Set(resources.flatMap(({ id }) => settingsOf(launch, id).instanceTypes ?? []))].sort();
}

/** By tags nobody knows before preflight which servers a group holds: what is said about others has no effect. */
function strayServers({ stepId, launch, resources }: RecoverRequest): Finding[] {
  const known = new Set(resources.map(({ id }) => id));
  return Object.keys(launch?.servers ?? {})
    .filter((id) => !known.has(id))
    .map((resource) =>
      finding(stepId, {
        code: 'launch-server-not-selected',
        severity: 'error',
        resource,
        message: `launch.servers names ${resource}, which its protection group does not select: correct the id or the tags`,
      }),
    );
}

function impossible(stepId: StepId, planned: readonly PlannedLaunch[]): Finding[] {
  return planned.flatMap((launch) => {
    const { sourceServerId: resource, templateId } = launch.situation;
    const reason = launch.isPossible ? obstacleOf(launch) : launch.reason;
    if (reason === undefined) return [];
    const message = launch.isPossible
      ? `the profile cannot be written to ${templateId ?? resource}: ${reason}`
      : reason;
    return [finding(stepId, { code: 'launch-profile-impossible', severity: 'error', resource, message })];
  });
}

function obstacleOf({ situation, changes }: PossibleLaunch): string | undefined {
  if (situation.templateId === undefined || changes.original.base === undefined)
    return 'DRS names no EC2 launch template';
  return templateObstacle(changes.original.base.data);
}

/** Another execution's settings are in a template: the launch waits until they are taken back. */
function busyTemplates(request: RecoverRequest, planned: readonly PlannedLaunch[]): Finding[] {
  return planned.flatMap(({ situation: { sourceServerId: resource, templateId, marked } }) => {
    const foreign = marked.findLast(({ marker }) => !isOwn(marker, request));
    if (foreign === undefined) return [];
    const { executionId } = foreign.marker;
    const message = `${templateId} of ${resource} holds launch settings of ${executionId}: they are given two minutes to be taken back, and then taken over`;
    return [finding(request.stepId, { code: 'launch-settings-in-use', severity: 'warning', resource, message })];
  });
}

/** What the run will change and take back, once for all servers that it changes alike. */
function differences(stepId: StepId, possible: readonly PossibleLaunch[]): Finding[] {
  const alike = Map.groupBy(
    possible.filter(({ changes }) => !changes.isNothing),
    differenceText,
  );
  return [...alike].map(([text, launches]) => {
    const servers = launches.map(({ situation }) => situation.sourceServerId);
    return finding(stepId, {
      code: 'launch-settings-changed',
      severity: 'info',
      ...(servers[0] !== undefined && { resource: servers[0] }),
      message: `for the launch of ${listed(servers)}, and back afterwards: ${text}`,
    });
  });
}

function differenceText({ changes: { before, after, original, configuration } }: PossibleLaunch): string {
  const member = (name: string, valueOf: (settings: TemplateSettings) => string) =>
    valueOf(before) === valueOf(after) ? [] : [`${name} ${valueOf(before)} -> ${valueOf(after)}`];
  return [
    ...member('subnet', ({ subnetId }) => subnetId ?? 'default'),
    ...member('security groups', ({ securityGroupIds }) => securityGroupIds.toSorted().join(' ') || 'default'),
    ...member('instance type', ({ instanceType }) => instanceType ?? 'none'),
    ...member('private address', ({ privateIp }) => privateIp ?? 'any'),
    ...(configuration.rightSizing === undefined ? [] : [`right-sizing ${original.rightSizing} -> NONE`]),
    ...(configuration.copiesPrivateIp === undefined ? [] : ['copied private address -> not copied']),
  ].join(', ');
}
