import { isIPv4, isIPv6 } from 'node:net';

import type { HostedZone, RecordSet } from './route53-state.ts';
import { isDnsName, isInZone } from './record-names.ts';

export type RoutingPolicy = 'weighted' | 'failover' | 'latency' | 'multivalue' | 'simple';

export function routingPolicy(record: RecordSet): RoutingPolicy {
  if (record.weight !== undefined) return 'weighted';
  if (record.failover !== undefined) return 'failover';
  if (record.latencyRegion !== undefined) return 'latency';
  return record.multiValue === true ? 'multivalue' : 'simple';
}

/** What is wrong with a record set by itself, in the words of InvalidChangeBatch. */
export function recordFaults(zone: HostedZone, record: RecordSet): string[] {
  return [...nameFaults(zone, record), ...shapeFaults(record), ...valueFaults(record)];
}

function nameFaults(zone: HostedZone, { name, type }: RecordSet): string[] {
  if (!isDnsName(name))
    return [`FATAL problem: DomainLabelInvalid (the name is not a valid DNS name) encountered with '${name}'`];
  if (!isInZone(name, zone.name)) return [`RRSet with DNS name ${name} is not permitted in zone ${zone.name}`];
  if (type === 'CNAME' && name === zone.name) {
    return [`RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${zone.name}`];
  }
  return [];
}

function shapeFaults(record: RecordSet): string[] {
  const { name, type, aliasTarget, ttl, values, setIdentifier, failover, healthCheckId } = record;
  const faults: string[] = [];
  const policy = routingPolicy(record);
  const policies = [record.weight, failover, record.latencyRegion, record.multiValue].filter(
    (value) => value !== undefined,
  );
  const where = `in Change with [Name=${name}, Type=${type}, SetIdentifier=${setIdentifier ?? 'null'}]`;
  if (policies.length > 1) faults.push(`Invalid request: Expected at most one routing policy ${where}`);
  if (policy !== 'simple' && setIdentifier === undefined)
    faults.push(`Invalid request: Missing field 'SetIdentifier' ${where}`);
  if (policy === 'simple' && setIdentifier !== undefined) {
    faults.push(
      `Invalid request: Expected exactly one of [Weight, Region, Failover, MultiValueAnswer], but found none ${where}`,
    );
  }
  if (aliasTarget !== undefined && (ttl !== undefined || values.length > 0)) {
    faults.push(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]], but found more ${where}`,
    );
  }
  if (aliasTarget === undefined && (ttl === undefined || values.length === 0)) {
    faults.push(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]], but found none ${where}`,
    );
  }
  if (failover === 'PRIMARY' && aliasTarget === undefined && healthCheckId === undefined) {
    faults.push(`Invalid request: Missing field 'HealthCheckId' ${where}`);
  }
  return faults;
}

const CHECKS: Readonly<Record<string, { readonly holds: (value: string) => boolean; readonly problem: string }>> = {
  A: { holds: isIPv4, problem: 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)' },
  AAAA: { holds: isIPv6, problem: 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)' },
  CNAME: {
    holds: (value) => isDnsName(value.toLowerCase().replace(/\.?$/, '.')),
    problem: 'RRDATAIllegalDomainName (Value is not a valid domain name)',
  },
  TXT: {
    holds: (value) => /^"[^"]*"(?:\s+"[^"]*")*$/.test(value),
    problem: 'InvalidCharacterString (Value should be enclosed in quotation marks)',
  },
};

function valueFaults({ name, type, values }: RecordSet): string[] {
  const check = CHECKS[type];
  const bad = check === undefined ? [] : values.filter((value) => !check.holds(value));
  const faults = bad.map(
    (value) => `Invalid Resource Record: FATAL problem: ${check?.problem ?? ''} encountered with '${value}'`,
  );
  if (new Set(values).size !== values.length)
    faults.push(`Duplicate Resource Record: a value of ${name} appears twice`);
  if (type === 'CNAME' && values.length > 1) {
    faults.push(`RRSet with DNS name ${name}, type CNAME has more than one value`);
  }
  return faults;
}
