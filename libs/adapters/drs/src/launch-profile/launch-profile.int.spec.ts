import { CreateLaunchTemplateVersionCommand, ModifyLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { UpdateLaunchConfigurationCommand } from '@aws-sdk/client-drs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DRS, EC2 } from '@breakwater/aws';
import { executionId, stepId, type Json, type Observation, type OperationRequest } from '@breakwater/core';
import {
  aDrillProfile,
  aProfiledEstate,
  aProfiledRequest,
  begunLaunch,
  dyingClients,
  launchCounts,
  launchedInstances,
  launchSettingsOf,
  NETWORKS,
  openDrsWorld,
  operationNamed,
  runStep,
  serverIds,
  TARGET,
  validateStep,
  type DrsWorld,
} from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';

const NAMES = ['app-1', 'app-2'];

let world: DrsWorld;
afterEach(() => world.close());
async function open(options: Parameters<typeof aProfiledEstate>[1] = {}, names: readonly string[] = NAMES) {
  world = await openDrsWorld(aProfiledEstate(names, options));
  return launchSettingsOf(world);
}

const fault = (spec: Record<string, unknown>) => world.simulator.control.setFault(spec);
const findingsOf = (end: Observation) => (end.kind === 'running' ? [] : (end.findings ?? []));
const codes = (end: Observation) => findingsOf(end).map(({ code }) => code);
const validate = async (request: OperationRequest) => {
  const found = await validateStep(world, 'recover', request);
  return found.filter(({ code }) => code.startsWith('launch-') || code.startsWith('drill-'));
};
const types = () => launchedInstances(world).map(({ instanceType }) => instanceType);
const writesOf = (operation: string) =>
  world.simulator.control.writes().filter((write) => write.operation === operation).length;
/** The template of a server. */
function templateOf(name: string) {
  const [id = ''] = serverIds([name]);
  const place = world.simulator.control
    .state()
    .places.find(({ launchConfigurations }) =>
      launchConfigurations.some(({ sourceServerID }) => sourceServerID === id),
    );
  const configuration = place?.launchConfigurations.find(({ sourceServerID }) => sourceServerID === id);
  const template = place?.launchTemplates.find((entry) => entry.id === configuration?.ec2LaunchTemplateID);
  if (configuration === undefined || template === undefined) throw new RangeError(`${name} has no template`);
  return { server: id, configuration, template };
}
/** Calls of somebody who is not us. */
const ec2 = () => world.clients(executionId('somebody')).client(EC2, TARGET);
const drs = () => world.clients(executionId('somebody')).client(DRS, TARGET);
const begun = (request: OperationRequest) => begunLaunch(world, request);

describe('a launch by profile', () => {
  it('[trap:drs-template-of-drill-and-recovery] writes before the launch only what launches, and takes it back when its jobs are over', async () => {
    const before = await open();
    const request = aProfiledRequest(NAMES);
    const journal = await begun(request);
    const during = templateOf('app-1');
    expect(during.configuration.targetInstanceTypeRightSizingMethod).toBe('NONE');
    expect(
      during.template.versions.find(({ number }) => number === during.template.defaultVersion)?.data,
    ).toMatchObject({
      instanceType: 'm7i.large',
      interfaces: [{ subnetId: NETWORKS.drill.subnetId, privateIp: '10.99.1.11' }],
    });
    const end = await runStep(world, 'recover', request, { resumed: true, journal });
    expect(end).toMatchObject({ kind: 'succeeded', findings: [] });
    expect(launchSettingsOf(world)).toEqual(before);
    expect(writesOf('ec2:CreateLaunchTemplateVersion')).toBe(2);
  });

  it('writes nothing for servers that are to be launched as they would be anyway', async () => {
    const before = await open();
    const launch = aDrillProfile();
    const same = { profile: { subnetId: NETWORKS.own.subnetId, securityGroupIds: [NETWORKS.own.group] }, servers: {} };
    const end = await runStep(world, 'recover', aProfiledRequest(NAMES, { launch: same }));
    expect(end.kind).toBe('succeeded');
    expect(writesOf('ec2:CreateLaunchTemplateVersion')).toBe(0);
    expect(launchSettingsOf(world)).toEqual(before);
    expect(launch.profile.subnetId).not.toBe(NETWORKS.own.subnetId);
  });

  it('[trap:drs-right-sizing-overrides-template] follows what is different for one server, and leaves to DRS what nobody names', async () => {
    await open();
    const [first = '', second = ''] = serverIds(NAMES);
    const launch = {
      profile: { subnetId: NETWORKS.drill.subnetId, securityGroupIds: [NETWORKS.drill.group] },
      servers: { [first]: { privateIp: '10.99.1.77', instanceTypes: ['r7i.large'] } },
    };
    expect((await runStep(world, 'recover', aProfiledRequest(NAMES, { launch }))).kind).toBe('succeeded');
    const launchedAs = new Map<string | undefined, unknown>();
    for (const { recoveryInstances, ec2Instances } of world.simulator.control.state().places) {
      for (const { sourceServerID, ec2InstanceID } of recoveryInstances) {
        const instance = ec2Instances.find(({ id }) => id === ec2InstanceID);
        launchedAs.set(sourceServerID, [instance?.privateIp === '10.99.1.77', instance?.instanceType]);
      }
    }
    expect(launchedAs.get(first)).toEqual([true, 'r7i.large']);
    expect(launchedAs.get(second)).toEqual([false, 'm5.large']);
  });

  it('takes it back although servers fail, and says in the end why they did', async () => {
    const before = await open({ server: { launch: { fails: 'the disk is full' } } });
    const end = await runStep(world, 'recover', aProfiledRequest(NAMES));
    expect(end).toMatchObject({ kind: 'failed', resources: [{ reason: 'the disk is full' }, {}] });
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('takes it back although the account refuses to launch', async () => {
    const before = await open();
    fault({ kind: 'refused', operation: 'drs:StartRecovery', code: 'AccessDeniedException', message: 'no' });
    expect((await runStep(world, 'recover', aProfiledRequest(NAMES))).kind).toBe('failed');
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it.each([
    ['throttled', { kind: 'throttled', count: 3 }],
    ['lost before they took effect', { kind: 'lost-before', count: 3 }],
    ['lost after they took effect', { kind: 'lost-after', count: 3 }],
  ])('launches once and takes it back when writes are %s', async (_what, spec) => {
    const before = await open();
    for (const operation of [
      'ec2:CreateLaunchTemplateVersion',
      'ec2:ModifyLaunchTemplate',
      'ec2:DeleteLaunchTemplateVersions',
      'drs:UpdateLaunchConfiguration',
    ]) {
      fault({ ...spec, operation });
    }
    expect((await runStep(world, 'recover', aProfiledRequest(NAMES))).kind).toBe('succeeded');
    expect(Object.values(launchCounts(world.simulator))).toEqual([1, 1]);
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('refuses a server whose address no range holds, and launches the other', async () => {
    await open();
    const launch = aDrillProfile({ addresses: [{ from: '10.10.1.8/29', to: '10.99.1.8/29' }] });
    const names = ['app-1', 'app-2', 'app-3', 'app-4', 'app-5', 'app-6'];
    await world.close();
    await open({}, names);
    const request = aProfiledRequest(names, { launch });
    expect(await validate(request)).toContainEqual(
      expect.objectContaining({ code: 'launch-profile-impossible', severity: 'error' }),
    );
    const end = await runStep(world, 'recover', request);
    const refused = end.kind === 'running' ? [] : end.resources.filter(({ state }) => state === 'failed');
    expect(refused).toMatchObject([
      { status: 'launch-profile-refused', reason: expect.stringContaining('10.10.1.16') },
    ]);
    expect(launchedInstances(world)).toHaveLength(5);
  });
});

describe('instance types in order of preference', () => {
  it('[trap:ec2-no-capacity-for-a-type] are tried one after the other where EC2 has no capacity, and the report says so', async () => {
    const before = await open({ place: { insufficientCapacity: [{ instanceType: 'm7i.*' }] } });
    const end = await runStep(world, 'recover', aProfiledRequest(NAMES));
    expect(end.kind).toBe('succeeded');
    expect(types()).toEqual(['m6i.large', 'm6i.large']);
    expect(codes(end)).toEqual(['other-instance-type', 'other-instance-type']);
    expect(Object.values(launchCounts(world.simulator))).toEqual([2, 2]);
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('go on with the next one when the worker is lost in between', async () => {
    const before = await open({ place: { insufficientCapacity: [{ instanceType: 'm7i.*' }] } });
    const request = aProfiledRequest(NAMES);
    const journal: Json[] = [];
    const stop = new AbortController();
    const { clients } = dyingClients(world.clients(request.executionId), stop);
    const onLook = () => {
      if (JSON.stringify(journal.at(-1)).includes('spent')) stop.abort(new Error('the process ends'));
    };
    const options = { aws: clients, signal: stop.signal, journal, onLook };
    await expect(runStep(world, 'recover', request, options)).rejects.toThrow('the process ends');
    expect((await runStep(world, 'recover', request, { resumed: true, journal })).kind).toBe('succeeded');
    expect(types()).toEqual(['m6i.large', 'm6i.large']);
    expect(Object.values(launchCounts(world.simulator))).toEqual([2, 2]);
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('fail in the words of AWS when none of them has capacity', async () => {
    const before = await open({ place: { insufficientCapacity: [{ instanceType: 'm*' + '.*' }] } });
    const end = await runStep(world, 'recover', aProfiledRequest(NAMES));
    expect(end).toMatchObject({
      kind: 'failed',
      resources: NAMES.map(() => ({ reason: expect.stringMatching(/^InsufficientInstanceCapacity: .* m6i\.large/) })),
    });
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('do not count for what fails for another reason', async () => {
    await open({ server: { launch: { fails: 'the disk is full' } } });
    expect((await runStep(world, 'recover', aProfiledRequest(NAMES))).kind).toBe('failed');
    expect(Object.values(launchCounts(world.simulator))).toEqual([1, 1]);
  });
});

describe('launch settings that somebody changes meanwhile', () => {
  it('are left alone, and named', async () => {
    await open();
    const request = aProfiledRequest(NAMES);
    const journal = await begun(request);
    const { template, server } = templateOf('app-1');
    const made = await ec2().send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId: template.id,
        SourceVersion: String(template.defaultVersion),
        LaunchTemplateData: { KeyName: 'break-glass' },
      }),
    );
    const theirs = made.LaunchTemplateVersion?.VersionNumber;
    await ec2().send(
      new ModifyLaunchTemplateCommand({ LaunchTemplateId: template.id, DefaultVersion: String(theirs) }),
    );
    const end = await runStep(world, 'recover', request, { resumed: true, journal });
    expect(end.kind).toBe('succeeded');
    expect(findingsOf(end)).toMatchObject([
      { code: 'launch-settings-changed-meanwhile', severity: 'error', resource: server },
    ]);
    expect(templateOf('app-1').template.defaultVersion).toBe(theirs);
    expect(templateOf('app-2').template).toMatchObject({ defaultVersion: 1, versions: [{ number: 1 }] });
  });

  it('are named where right-sizing is another than either, which stays', async () => {
    await open();
    const request = aProfiledRequest(['app-1']);
    const journal = await begun(request);
    await world.clock.advance(1_200);
    const { server } = templateOf('app-1');
    await drs().send(
      new UpdateLaunchConfigurationCommand({
        sourceServerID: server,
        targetInstanceTypeRightSizingMethod: 'IN_AWS',
      }),
    );
    const end = await runStep(world, 'recover', request, { resumed: true, journal });
    expect(codes(end)).toEqual(['launch-settings-changed-meanwhile']);
    const { configuration, template } = templateOf('app-1');
    expect(configuration.targetInstanceTypeRightSizingMethod).toBe('IN_AWS');
    expect(template.defaultVersion).toBe(1);
  });
});

describe('launch settings that another execution has written', () => {
  const RECOVERY = executionId('recovery-000001');
  const own = {
    profile: { subnetId: NETWORKS.own.subnetId, securityGroupIds: [NETWORKS.own.group], instanceTypes: ['r7i.large'] },
    servers: {},
  };
  const recovery = aProfiledRequest(['app-1'], {
    executionId: RECOVERY,
    stepId: stepId('for-real'),
    mode: 'recovery',
    launch: own,
  });

  it('are taken back by it first, when a recovery comes in its way', async () => {
    const before = await open();
    const drill = aProfiledRequest(['app-1']);
    const adapter = drsAdapter();
    const journal = await begun(drill);
    const [drilled, recovered] = await Promise.all([
      runStep(world, 'recover', drill, { resumed: true, journal, adapter }),
      runStep(world, 'recover', recovery, { adapter }),
    ]);
    expect([drilled.kind, recovered.kind]).toEqual(['succeeded', 'succeeded']);
    expect(codes(drilled)).toEqual([]);
    expect(types()).toContain('r7i.large');
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('are taken over when nobody takes them back, and what was before them comes back', async () => {
    const before = await open();
    await begun(aProfiledRequest(['app-1']));
    expect(await validate(recovery)).toContainEqual(
      expect.objectContaining({ code: 'launch-settings-in-use', severity: 'warning' }),
    );
    const end = await runStep(world, 'recover', recovery);
    expect(end.kind).toBe('succeeded');
    expect(launchSettingsOf(world)).toEqual(before);
    await runStep(world, 'recover', aProfiledRequest(['app-1']), { resumed: true });
    expect(launchSettingsOf(world)).toEqual(before);
  });
});

describe('restore-launch-settings', () => {
  const followUp = (request: OperationRequest, captured: Record<string, Json>) =>
    operationNamed(drsAdapter(), 'recover')
      .cleanup?.(request, { resources: [], outputs: {}, captured })
      .find(({ operation }) => operation === 'restore-launch-settings');

  it('is what cleans up after a step that had no time to take its settings back, and waits for its jobs', async () => {
    const before = await open();
    const request = aProfiledRequest(NAMES);
    await begun(request);
    const captured = Object.fromEntries(request.resources.map(({ id }) => [`launch-settings/${id}`, {}]));
    const step = followUp(request, captured);
    expect(step?.params).toMatchObject({ ofExecution: request.executionId, ofStep: request.stepId });
    const cleanup = aProfiledRequest(NAMES, { mode: 'cleanup', stepId: stepId('tidy'), params: step?.params ?? {} });
    const details: unknown[] = [];
    const onLook = (look: Observation) => details.push(look.kind === 'running' ? look.progress.detail : look.kind);
    const end = await runStep(world, 'restore-launch-settings', cleanup, { onLook });
    expect(end).toMatchObject({ kind: 'succeeded', resources: NAMES.map(() => ({ status: 'restored' })) });
    expect(details).toContain('2 still in a job');
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('has nothing to do after a step that took its settings back, and does not follow it', async () => {
    await open();
    const request = aProfiledRequest(NAMES);
    const end = await runStep(world, 'recover', request);
    if (end.kind !== 'succeeded') throw new TypeError(`the drill ended ${end.kind}`);
    const captured = Object.fromEntries(request.resources.map(({ id }) => [`launch-settings/${id}`, {}]));
    const steps = operationNamed(drsAdapter(), 'recover').cleanup?.(request, { ...end, captured });
    expect(steps?.map(({ operation }) => operation)).toEqual(['terminate-recovery-instances']);
  });

  it('says which settings it left alone', async () => {
    await open();
    const request = aProfiledRequest(['app-1']);
    await begun(request);
    const { template, server } = templateOf('app-1');
    const data = { LaunchTemplateId: template.id, SourceVersion: '1', LaunchTemplateData: { KeyName: 'theirs' } };
    const made = await ec2().send(new CreateLaunchTemplateVersionCommand(data));
    const DefaultVersion = String(made.LaunchTemplateVersion?.VersionNumber);
    await ec2().send(new ModifyLaunchTemplateCommand({ LaunchTemplateId: template.id, DefaultVersion }));
    const params = { sourceServerIds: [server], ofExecution: request.executionId, ofStep: request.stepId };
    const end = await runStep(world, 'restore-launch-settings', aProfiledRequest(['app-1'], { params }));
    expect(end).toMatchObject({
      kind: 'failed',
      resources: [{ id: server, status: 'not-restored', reason: expect.stringContaining('somebody made') }],
    });
  });
});
