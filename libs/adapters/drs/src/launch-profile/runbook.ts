import type { ManualInstruction } from '@breakwater/core';
import { serversToRecover, type RecoverRequest } from '../recover/params.ts';
import { awsCli } from '../steps/cli.ts';
import { isPossible, needsSourceAddresses, wantedLaunch, type WantedLaunch } from './wanted-launch.ts';

/** What a person does about the launch profile, before the launch and after it. */
export interface LaunchInstructions {
  readonly before: readonly ManualInstruction[];
  readonly after: readonly ManualInstruction[];
}

/**
 * How a person writes the step's launch profile and takes it back, in a POSIX shell. What was before is kept in a file,
 * since nothing else knows it.
 */
export function launchInstructions(request: RecoverRequest): LaunchInstructions {
  const { launch } = request;
  const servers = serversToRecover(request).map(({ id }) => id);
  if (launch === undefined || servers.length === 0) return { before: [], after: [] };
  const file = `launch-settings-of-${request.stepId}.txt`;
  return {
    before: [noteSettings(request, servers, file), writeProfile(request)],
    after: [takeBack(request, file)],
  };
}

function noteSettings({ target }: RecoverRequest, servers: readonly string[], file: string): ManualInstruction {
  const drs = (query: string) =>
    awsCli(target, `drs get-launch-configuration --source-server-id $S --query ${query} --output text`);
  return {
    text:
      'DRS launches drills and recoveries from the default version of one EC2 launch template. Note, for each server, that ' +
      `version and what overrides it; ${file} is needed to bring them back.`,
    commands: [
      `for S in ${servers.join(' ')}; do LT=$(${drs('ec2LaunchTemplateID')}); ` +
        `V=$(${awsCli(target, `ec2 describe-launch-templates --launch-template-ids $LT --query 'LaunchTemplates[0].DefaultVersionNumber' --output text`)}); ` +
        `echo $S $LT $V $(${drs("'[targetInstanceTypeRightSizingMethod,copyPrivateIp]'")}) >> ${file}; done`,
    ],
  };
}

function writeProfile(request: RecoverRequest): ManualInstruction {
  const { target, launch, stepId } = request;
  const byCommand = new Map<string, string[]>();
  for (const { id, facts } of serversToRecover(request)) {
    const { privateIp } = facts ?? {};
    const settings = settingsByHand(request, id, typeof privateIp === 'string' ? privateIp : undefined);
    const command = commandFor(request, settings);
    byCommand.set(command, [...(byCommand.get(command) ?? []), id]);
  }
  const ranges = (launch?.profile.addresses ?? []).map(({ from, to }) => `${from} -> ${to}`).join(', ');
  return {
    text:
      'Write the launch profile to a new version of the template and make that the default. The list of network ' +
      `interfaces takes the place of the template's: add what else its first one says (account ${target.account}, step ${stepId}).` +
      (launch !== undefined && needsSourceAddresses(launch)
        ? ` ADDRESS is the server's own private address in the range that takes the place of its own: ${ranges}.`
        : ''),
    commands: [...byCommand].map(([command, ids]) => `for S in ${ids.join(' ')}; do ${command}; done`),
  };
}

/** The settings, with the word `ADDRESS` where only the server's own address tells. */
function settingsByHand({ launch }: RecoverRequest, id: string, sourceAddress: string | undefined): WantedLaunch {
  if (launch === undefined) return {};
  const wanted = wantedLaunch(launch, id, sourceAddress);
  if (isPossible(wanted)) return wanted;
  const { addresses: _ranges, ...profile } = launch.profile;
  const rest = wantedLaunch({ ...launch, profile }, id, undefined);
  return { ...(isPossible(rest) ? rest : {}), privateIp: 'ADDRESS' };
}

function commandFor({ target }: RecoverRequest, wanted: WantedLaunch): string {
  const { subnetId, securityGroupIds, instanceType, privateIp } = wanted;
  const touchesNetwork = subnetId !== undefined || securityGroupIds !== undefined || privateIp !== undefined;
  const networkInterface = {
    DeviceIndex: 0,
    SubnetId: subnetId ?? 'SUBNET_OF_THE_TEMPLATE',
    ...(securityGroupIds !== undefined && { Groups: securityGroupIds }),
    ...(privateIp !== undefined && { PrivateIpAddress: privateIp }),
  };
  const data = JSON.stringify({
    ...(instanceType !== undefined && { InstanceType: instanceType }),
    ...(touchesNetwork && { NetworkInterfaces: [networkInterface] }),
  });
  const overriding = [
    ...(instanceType === undefined ? [] : ['--target-instance-type-right-sizing-method NONE']),
    ...(privateIp === undefined ? [] : ['--no-copy-private-ip']),
  ];
  return [
    `LT=$(${awsCli(target, 'drs get-launch-configuration --source-server-id $S --query ec2LaunchTemplateID --output text')})`,
    `N=$(${awsCli(
      target,
      `ec2 create-launch-template-version --launch-template-id $LT --source-version '$Default' ` +
        `--launch-template-data '${data}' --query LaunchTemplateVersion.VersionNumber --output text`,
    )})`,
    ...(overriding.length === 0
      ? []
      : [awsCli(target, `drs update-launch-configuration --source-server-id $S ${overriding.join(' ')}`)]),
    awsCli(target, 'ec2 modify-launch-template --launch-template-id $LT --default-version $N'),
  ].join('; ');
}

function takeBack({ target }: RecoverRequest, file: string): ManualInstruction {
  const setDefault = awsCli(target, 'ec2 modify-launch-template --launch-template-id $LT --default-version $V');
  const configure = awsCli(
    target,
    'drs update-launch-configuration --source-server-id $S --target-instance-type-right-sizing-method $SIZING $FLAG',
  );
  return {
    text:
      'Only when every job is COMPLETED: bring the launch settings back. Each change of a launch configuration makes DRS ' +
      'write another version, so the default is set once more after it.',
    commands: [
      `while read S LT V SIZING COPY; do [ "$COPY" = True ] && FLAG=--copy-private-ip || FLAG=--no-copy-private-ip; ` +
        `${setDefault}; ${configure}; ${setDefault}; done < ${file}`,
    ],
  };
}
