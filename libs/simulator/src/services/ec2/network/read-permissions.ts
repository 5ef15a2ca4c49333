import type { QueryParams } from '../../../protocol/query-params.ts';
import { ec2Error } from '../ec2-errors.ts';
import { cidrText, parseCidr } from './cidr.ts';
import type { RulePeer, SecurityGroupRule } from './network-state.ts';

/** A rule that a request wants added or removed. */
export type WantedRule = Pick<SecurityGroupRule, 'protocol' | 'fromPort' | 'toPort' | 'description'> & {
  readonly peer: RulePeer | { readonly kind: 'group'; readonly groupId: string; readonly accountId: undefined };
};

interface Traffic {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
}

const PROTOCOL_NAMES: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};
const HIGHEST_PORT = 65_535;

/** The rules of `IpPermissions`, or of the flat parameters of one rule. @throws InvalidPermission.Malformed, InvalidParameterValue */
export function readPermissions(params: QueryParams): WantedRule[] {
  const nested = params.structures('IpPermissions', (prefix) => readPermission(params, prefix));
  const flatCidr = params.text('CidrIp');
  const flat = flatCidr === undefined ? [] : [{ ...readTraffic(params, ''), peer: cidrPeer(flatCidr, 4) }];
  return [...nested.flat(), ...flat];
}

function readPermission(params: QueryParams, prefix: string): WantedRule[] {
  const traffic = readTraffic(params, `${prefix}.`);
  const ranges = (list: string, member: string, version: 4 | 6): WantedRule[] =>
    params.structures(`${prefix}.${list}`, (entry) => ({
      ...traffic,
      ...readDescription(params, entry),
      peer: cidrPeer(params.text(`${entry}.${member}`) ?? '', version),
    }));
  const groups = params.structures(`${prefix}.Groups`, (entry): WantedRule => {
    const groupId = params.text(`${entry}.GroupId`);
    if (groupId === undefined)
      throw ec2Error('MissingParameter', 'The simulator needs the GroupId of a referenced group');
    const accountId = params.text(`${entry}.UserId`);
    const peer = accountId === undefined ? { groupId, accountId } : { groupId, accountId };
    return { ...traffic, ...readDescription(params, entry), peer: { kind: 'group', ...peer } };
  });
  const lists = params.structures(`${prefix}.PrefixListIds`, (entry): WantedRule => {
    const prefixListId = params.text(`${entry}.PrefixListId`) ?? '';
    return { ...traffic, ...readDescription(params, entry), peer: { kind: 'prefix-list', prefixListId } };
  });
  return [...ranges('IpRanges', 'CidrIp', 4), ...ranges('Ipv6Ranges', 'CidrIpv6', 6), ...groups, ...lists];
}

function readDescription(params: QueryParams, entry: string): { description?: string } {
  const description = params.text(`${entry}.Description`);
  return description === undefined ? {} : { description };
}

function readTraffic(params: QueryParams, prefix: string): Traffic {
  const asked = params.text(`${prefix}IpProtocol`);
  const fromPort = params.number(`${prefix}FromPort`);
  const toPort = params.number(`${prefix}ToPort`);
  if (asked === undefined) throw ec2Error('MissingParameter', 'The request must contain the parameter ipProtocol');
  const protocol = PROTOCOL_NAMES[asked] ?? asked.toLowerCase();
  if (!['tcp', 'udp', 'icmp', 'icmpv6', '-1'].includes(protocol) && !/^\d{1,3}$/.test(protocol)) {
    throw ec2Error(
      'InvalidPermission.Malformed',
      `Unsupported IP protocol "${asked}"  - supported: [tcp(6), udp(17), icmp(1)]`,
    );
  }
  if (protocol === '-1' || !['tcp', 'udp', 'icmp', 'icmpv6'].includes(protocol))
    return { protocol, fromPort: -1, toPort: -1 };
  if (protocol === 'icmp' || protocol === 'icmpv6') return { protocol, fromPort: fromPort ?? -1, toPort: toPort ?? -1 };
  return { protocol, ...readPorts(fromPort, toPort) };
}

function readPorts(fromPort: number | undefined, toPort: number | undefined): { fromPort: number; toPort: number } {
  if (fromPort === undefined || toPort === undefined) {
    throw ec2Error(
      'InvalidParameterValue',
      "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
    );
  }
  const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT;
  if (!isPort(fromPort) || !isPort(toPort) || fromPort > toPort) {
    throw ec2Error('InvalidParameterValue', `Invalid TCP/UDP port range (${fromPort}:${toPort})`);
  }
  return { fromPort, toPort };
}

function cidrPeer(text: string, version: 4 | 6): RulePeer {
  const cidr = parseCidr(text);
  if (cidr?.version !== version) throw ec2Error('InvalidParameterValue', `CIDR block ${text} is malformed`);
  return { kind: version === 4 ? 'ipv4' : 'ipv6', cidr: cidrText(cidr) };
}
