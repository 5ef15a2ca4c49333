import { describe, expect, it } from '@jest/globals';
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { executionId, stepId } from '@breakwater/core';
import { isOwn, markerText, readMarker, type Marker } from './marker.ts';
import { isRewriteOf, settingsOfTemplate, templateChanges, templateObstacle, wantedSettings } from './template-data.ts';

const BASE: ResponseLaunchTemplateData = {
  InstanceType: 'm5.large',
  KeyName: 'ops',
  NetworkInterfaces: [
    {
      DeviceIndex: 0,
      SubnetId: 'subnet-1',
      Groups: ['sg-1'],
      PrivateIpAddress: '10.0.0.9',
      AssociatePublicIpAddress: false,
      DeleteOnTermination: true,
    },
    { DeviceIndex: 1, SubnetId: 'subnet-2' },
  ],
};
const sizes = { rightSizing: 'BASIC', copiesPrivateIp: false };
const sizesNot = { rightSizing: 'NONE', copiesPrivateIp: false };

describe('a version on top of another', () => {
  it('[trap:ec2-template-version-inherits-by-member] names all interfaces, and keeps what the profile does not name', () => {
    const wanted = wantedSettings(settingsOfTemplate(BASE), { subnetId: 'subnet-9', instanceType: 'm7i.large' }, false);
    expect(templateChanges(BASE, wanted)).toEqual({
      InstanceType: 'm7i.large',
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: 'subnet-9',
          Groups: ['sg-1'],
          AssociatePublicIpAddress: false,
          DeleteOnTermination: true,
        },
        { DeviceIndex: 1, SubnetId: 'subnet-2' },
      ],
    });
  });

  it('keeps an address in its own subnet, or where DRS copies it, and no other', () => {
    const base = settingsOfTemplate(BASE);
    expect(wantedSettings(base, { securityGroupIds: ['sg-2'] }, false).privateIp).toBe('10.0.0.9');
    expect(wantedSettings(base, { subnetId: 'subnet-9' }, true).privateIp).toBe('10.0.0.9');
    expect(wantedSettings(base, { subnetId: 'subnet-9' }, false).privateIp).toBeUndefined();
    expect(wantedSettings(base, { subnetId: 'subnet-9', privateIp: '10.9.0.9' }, true).privateIp).toBe('10.9.0.9');
  });

  it('leaves secondary addresses in their subnet', () => {
    const addresses = [
      { Primary: true, PrivateIpAddress: '10.0.0.9' },
      { Primary: false, PrivateIpAddress: '10.0.0.10' },
    ];
    const base = { NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: 'subnet-1', PrivateIpAddresses: addresses }] };
    const settings = settingsOfTemplate(base);
    expect(settings.privateIp).toBe('10.0.0.9');
    expect(templateChanges(base, { ...settings, privateIp: '10.0.0.7' }).NetworkInterfaces?.[0]).toMatchObject({
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.0.7' }, addresses[1]],
    });
    const elsewhere = templateChanges(base, { ...settings, subnetId: 'subnet-9', privateIp: undefined });
    expect(elsewhere.NetworkInterfaces).toEqual([{ DeviceIndex: 0, SubnetId: 'subnet-9' }]);
  });

  it('cannot be made of every template', () => {
    expect(templateObstacle(BASE)).toBeUndefined();
    expect(templateObstacle({ SecurityGroupIds: ['sg-1'] })).toMatch(/security groups outside its network interface/);
    expect(templateObstacle({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] })).toMatch(/eni-1/);
  });

  it('is taken for one that DRS made only where nothing else is different', () => {
    const [first = {}, ...others] = BASE.NetworkInterfaces ?? [];
    const moved = { ...BASE, NetworkInterfaces: [{ ...first, PrivateIpAddress: '10.0.0.8' }, ...others] };
    expect(isRewriteOf({ ...BASE, InstanceType: 'c5.large' }, BASE, sizes)).toBe(true);
    expect(isRewriteOf({ ...BASE, InstanceType: 'c5.large' }, BASE, sizesNot)).toBe(false);
    expect(isRewriteOf(moved, BASE, { ...sizesNot, copiesPrivateIp: true })).toBe(true);
    expect(isRewriteOf(moved, BASE, sizesNot)).toBe(false);
    expect(isRewriteOf({ ...BASE, KeyName: 'break-glass' }, BASE, sizes)).toBe(false);
  });
});

describe('the marker of a version', () => {
  const marker: Marker = { executionId: 'drill-000001', stepId: 'app-servers', base: 3 };

  it.each<[string, Marker]>([
    ['in short', marker],
    ['with all', { ...marker, rightSizing: 'IN_AWS', copiedPrivateIp: true }],
  ])('is read as it was written: %s', (_what, written) => {
    expect(readMarker(markerText(written))).toEqual(written);
  });

  it('tells whose it is, and is not found in other descriptions', () => {
    expect(isOwn(marker, { executionId: executionId('drill-000001'), stepId: stepId('app-servers') })).toBe(true);
    expect(isOwn(marker, { executionId: executionId('drill-000001'), stepId: stepId('others') })).toBe(false);
    expect(readMarker(undefined)).toBeUndefined();
    expect(readMarker('breakwater was here')).toBeUndefined();
  });

  it('fits into a description, however long the names are', () => {
    const long = { ...marker, executionId: 'e'.repeat(63), stepId: 's'.repeat(63), rightSizing: 'IN_AWS' };
    expect(markerText({ ...long, base: 10_000, copiedPrivateIp: true }).length).toBeLessThanOrEqual(255);
  });
});
