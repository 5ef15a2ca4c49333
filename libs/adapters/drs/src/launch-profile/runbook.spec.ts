import { describe, expect, it } from '@jest/globals';
import type { OperationRequest } from '@breakwater/core';
import { anOperationRequest } from '@breakwater/core/testing';
import { recoverRunbook } from '../recover/runbook.ts';

const [FIRST, SECOND] = ['s-00000000000000001', 's-00000000000000002'];

function commands(launch: OperationRequest['launch'], privateIp?: string): string[] {
  const facts = privateIp === undefined ? {} : { facts: { privateIp } };
  const request = anOperationRequest({
    params: { protectionGroup: 'app' },
    resources: [{ id: FIRST, ...facts }, { id: SECOND }],
    ...(launch && { launch }),
  });
  return recoverRunbook(request).flatMap((instruction) => [instruction.text, ...(instruction.commands ?? [])]);
}

describe('the runbook of a launch with a profile', () => {
  const launch = {
    profile: {
      subnetId: 'subnet-0123456789abcdef0',
      securityGroupIds: ['sg-0123456789abcdef0'],
      instanceTypes: ['m7i.large', 'm6i.large'],
      addresses: [{ from: '10.0.1.0/24', to: '10.1.1.0/24' }],
    },
    servers: { [SECOND]: { privateIp: '10.1.1.77' } },
  };

  it('notes what is there, writes the profile, and brings back what was there', () => {
    const lines = commands(launch, '10.0.1.9');
    const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
    const order = [
      at(new RegExp(`^for S in ${FIRST} ${SECOND}; .*>> launch-settings-of-servers\\.txt`)),
      at(new RegExp(`^for S in ${FIRST}; .*create-launch-template-version`)),
      at(/drs start-recovery/),
      at(/^while read S LT V SIZING COPY; .*--copy-private-ip.*--default-version \$V/),
    ];
    expect(order.every((index) => index >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  it('gives the values of each server', () => {
    const lines = commands(launch, '10.0.1.9');
    const network = '"SubnetId":"subnet-0123456789abcdef0","Groups":["sg-0123456789abcdef0"]';
    const written = (address: string) =>
      `'{"InstanceType":"m7i.large","NetworkInterfaces":[{"DeviceIndex":0,${network},"PrivateIpAddress":"${address}"}]}'`;
    expect(lines.find((line) => line.startsWith(`for S in ${FIRST};`))).toContain(written('10.1.1.9'));
    expect(lines.find((line) => line.startsWith(`for S in ${SECOND};`))).toContain(written('10.1.1.77'));
    expect(lines.join('\n')).toContain('--target-instance-type-right-sizing-method NONE --no-copy-private-ip');
  });

  it('says by what rule an address follows that nobody has looked up', () => {
    const lines = commands(launch);
    expect(lines.find((line) => line.startsWith(`for S in ${FIRST};`))).toContain('"PrivateIpAddress":"ADDRESS"');
    expect(lines.join('\n')).toContain('10.0.1.0/24 -> 10.1.1.0/24');
  });

  it('touches nothing that the profile does not name', () => {
    const lines = commands({ profile: { instanceTypes: ['m7i.large'] }, servers: {} }).join('\n');
    expect(lines).toContain(`'{"InstanceType":"m7i.large"}'`);
    expect(lines).not.toContain('--no-copy-private-ip --region');
    expect(commands(undefined).join('\n')).not.toContain('launch-template');
  });
});
