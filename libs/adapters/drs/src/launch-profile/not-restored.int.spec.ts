import { DeleteLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EC2 } from '@breakwater/aws';
import { executionId, stepId, type Observation } from '@breakwater/core';
import {
  aProfiledEstate,
  aProfiledRequest,
  begunLaunch,
  launchSettingsOf,
  openDrsWorld,
  runStep,
  serverIds,
  TARGET,
  validateStep,
  type DrsWorld,
} from '../../testing/index.ts';

const NAMES = ['app-1', 'app-2'];
const request = aProfiledRequest(NAMES);
const restoration = aProfiledRequest(NAMES, {
  mode: 'cleanup',
  stepId: stepId('tidy'),
  params: { sourceServerIds: serverIds(NAMES), ofExecution: request.executionId, ofStep: request.stepId },
});

let world: DrsWorld;
let before: ReturnType<typeof launchSettingsOf>;
beforeEach(async () => {
  world = await openDrsWorld(aProfiledEstate(NAMES));
  before = launchSettingsOf(world);
});
afterEach(() => world.close());

const refuse = (operation: string, code: string) =>
  world.simulator.control.setFault({ kind: 'refused', operation, code, message: 'not you', httpStatus: 403 });
const found = (end: Observation) =>
  end.kind === 'running' ? [] : (end.findings ?? []).map(({ code, message }) => `${code}: ${message}`);
const defaultVersions = () =>
  launchSettingsOf(world).flatMap(({ launchTemplates }) => launchTemplates.map(({ defaultVersion }) => defaultVersion));

describe('launch settings that a step cannot take back', () => {
  it('are named when its jobs cannot be followed any more, and left as they are while these may read them', async () => {
    const journal = await begunLaunch(world, request);
    refuse('drs:DescribeJobs', 'AccessDeniedException');
    const end = await runStep(world, 'recover', request, { resumed: true, journal });
    expect(end.kind).toBe('failed');
    expect(found(end)).toEqual(
      NAMES.map(() =>
        expect.stringMatching(/^launch-settings-not-restored: .* its job still runs, and launches from them/),
      ),
    );
    expect(defaultVersions()).not.toEqual([1, 1]);
    world.simulator.control.clearFaults();
    expect((await runStep(world, 'restore-launch-settings', restoration)).kind).toBe('succeeded');
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('are taken back all the same when only the launched instances cannot be read', async () => {
    refuse('ec2:DescribeInstances', 'UnauthorizedOperation');
    const end = await runStep(world, 'recover', request);
    expect(end.kind).toBe('failed');
    await runStep(world, 'restore-launch-settings', restoration);
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it('are named when EC2 refuses it, and no launch goes where they lead', async () => {
    refuse('ec2:DeleteLaunchTemplateVersions', 'UnauthorizedOperation');
    const end = await runStep(world, 'recover', request);
    expect(end).toMatchObject({ kind: 'succeeded' });
    expect(found(end)).toEqual(NAMES.map(() => expect.stringMatching(/^launch-settings-not-restored: .* not you/)));
    expect(defaultVersions()).toEqual([1, 1]);
    expect(await runStep(world, 'restore-launch-settings', restoration)).toMatchObject({
      kind: 'failed',
      failure: { code: 'launch-settings-not-restored', retryable: true },
    });
  });

  it('are named when the version that they stand for was deleted meanwhile', async () => {
    const journal = await begunLaunch(world, request);
    const [template] = launchSettingsOf(world).flatMap(({ launchTemplates }) => launchTemplates);
    const ec2 = world.clients(executionId('somebody')).client(EC2, TARGET);
    const target = { LaunchTemplateId: template?.id ?? '', Versions: ['1'] };
    await ec2.send(new DeleteLaunchTemplateVersionsCommand(target));
    const end = await runStep(world, 'recover', request, { resumed: true, journal });
    expect(found(end)).toEqual([expect.stringMatching(/^launch-settings-changed-meanwhile: version 1 of lt-\w+/)]);
  });
});

describe('restore-launch-settings', () => {
  it('waits while AWS does not answer, and fails for good where it refuses to be asked', async () => {
    await begunLaunch(world, request);
    await world.clock.advance(1_200);
    world.simulator.control.setFault({ kind: 'lost-before', operation: 'drs:DescribeSourceServers', count: 9 });
    expect((await runStep(world, 'restore-launch-settings', restoration)).kind).toBe('succeeded');
    expect(launchSettingsOf(world)).toEqual(before);
    refuse('drs:DescribeSourceServers', 'AccessDeniedException');
    expect(await validateStep(world, 'restore-launch-settings', restoration)).toMatchObject([
      { code: 'drs-access-refused', severity: 'error' },
    ]);
    expect(await runStep(world, 'restore-launch-settings', restoration)).toMatchObject({
      kind: 'failed',
      resources: NAMES.map(() => ({ status: 'not-restored', reason: expect.stringContaining('not you') })),
    });
  });
});
