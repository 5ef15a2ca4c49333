import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor, Finding } from '@breakwater/core';
import { installedAdapters } from '@breakwater/hosting';
import { startSimulator } from '@breakwater/simulator';
import { anEstateWithPlace, aSpokeRole, RECOVERY_REGION, SPOKE_ACCOUNT } from '@breakwater/simulator/testing';
import { compositionRoot } from '../src/composition/index.ts';

const OPERATOR: Actor = { subject: 'local:ana', assurance: 'local', roles: ['recovery-manager', 'plan-manager'] };
const SPEED = 2_000;
const TIMEOUT_MILLISECONDS = 120_000;

/** What stands where: in the groups of side a or b, or in none. */
type Sides = Readonly<Record<'stays' | 'moves' | 'goes' | 'comes' | 'other', 'a' | 'b' | undefined>>;
const BEFORE: Sides = { stays: 'a', moves: 'a', goes: 'a', comes: undefined, other: 'b' };
const AFTER: Sides = { stays: 'a', moves: 'b', goes: undefined, comes: 'a', other: 'b' };

/** The same things in every technology, tagged by their side. */
function anEstateOn(sides: Sides) {
  const things = Object.entries(sides).map(([name, side]) => ({
    name,
    ...(side !== undefined && { tags: { Name: name, Side: side } }),
  }));
  return anEstateWithPlace(
    {
      instances: things,
      network: { securityGroups: things.map(({ name, ...rest }) => ({ ...rest, name: `group-${name}` })) },
      rds: {
        clusters: things.map(({ name, ...rest }) => ({
          ...rest,
          id: `cluster-${name}`,
          instances: [{ id: `db-${name}` }, { id: `db-${name}-2` }],
        })),
      },
    },
    {
      servers: things.map(({ name, ...rest }) => ({ ...rest, name: `server-${name}` })),
      role: { allow: [...aSpokeRole().allow, 'rds:*', 'cloudwatch:*', 'ssm:*', 'tag:GetResources'] },
    },
  );
}

const rule = { direction: 'ingress', protocol: 'tcp', fromPort: 443, toPort: 443, cidr: '10.2.0.0/16' };
const OPERATIONS: Readonly<Record<string, { readonly operation: string; readonly params?: object }>> = {
  drs: { operation: 'recover' },
  database: { operation: 'failover-cluster' },
  application: {
    operation: 'run-command',
    params: { document: 'AWS-RunShellScript', parameters: { commands: ['true'] } },
  },
  infrastructure: { operation: 'update-security-group', params: { allow: [rule] } },
};
const TECHNOLOGIES = Object.keys(OPERATIONS);
const each = <Value>(make: (technology: string, side: string) => Value): Value[] =>
  TECHNOLOGIES.flatMap((technology) => ['a', 'b'].map((side) => make(technology, side)));

const DOCUMENT = {
  apiVersion: 'breakwater/v1',
  kind: 'RecoveryPlan',
  name: 'all-technologies',
  owner: 'sre@example.com',
  objectives: { rtoMinutes: 60, rpoMinutes: 60 },
  sites: { from: { region: 'us-east-1' }, to: { region: RECOVERY_REGION } },
  targets: { apps: { account: SPOKE_ACCOUNT, site: 'to' } },
  protectionGroups: Object.fromEntries(
    each((technology, side) => [
      `${technology}-${side}`,
      { technology, target: 'apps', select: { allOf: { Side: side } }, expect: { min: 1, max: 3 } },
    ]),
  ),
  order: 'listed',
  waves: [
    {
      id: 'all',
      onFailure: 'continue',
      steps: each((technology, side) => ({
        id: `${technology}-${side}`,
        technology,
        operation: OPERATIONS[technology]?.operation,
        target: 'apps',
        params: { protectionGroup: `${technology}-${side}`, ...OPERATIONS[technology]?.params },
      })),
    },
  ],
};

let dataDir: string;
let findings: readonly Finding[];

/** Runs the plan as a drill on an estate that stands so, with the history of the drills before. */
async function drillOn(sides: Sides, knownVersion: number): Promise<readonly Finding[]> {
  const simulator = await startSimulator({ estate: anEstateOn(sides), speed: SPEED });
  const host = await compositionRoot({ adapterPackages: '', folder: dataDir }).composeEmbedded({
    dataDir,
    simulate: { kind: 'running', url: simulator.url },
  });
  try {
    const { application } = host;
    if (knownVersion === 0) {
      const saved = await application.savePlan({ kind: 'document', document: DOCUMENT }, 0, OPERATOR);
      if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    }
    const started = await application.startExecution({ plan: DOCUMENT.name, mode: 'drill' }, OPERATOR);
    if (!started.ok) throw new Error(started.error.message);
    const { executionId } = started.value;
    for (;;) {
      const report = (await application.showExecution(executionId))?.report;
      if (report !== undefined && report.execution.completedAt !== null) {
        if (report.execution.status !== 'completed') throw new Error(JSON.stringify(report.findings));
        return report.findings;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await host.close();
    await simulator.close();
  }
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'breakwater-drift-'));
  const first = await drillOn(BEFORE, 0);
  expect(first.filter(({ code }) => code.startsWith('resources-'))).toEqual([]);
  findings = await drillOn(AFTER, 1);
}, TIMEOUT_MILLISECONDS);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('protection groups by tags', () => {
  it('are there for every technology that is installed', () => {
    const selecting = installedAdapters().adapters.filter((adapter) => 'resolve' in adapter);
    expect(selecting.map(({ technology }) => technology).toSorted()).toEqual(TECHNOLOGIES.toSorted());
  });

  it.each(TECHNOLOGIES)('of %s: what is new, gone and moved since the last run is found at preflight', (technology) => {
    const codes = findings
      .filter(({ code, stepId }) => code.startsWith('resources-') && stepId?.startsWith(technology))
      .map(({ code, stepId, message }) => `${code} in ${stepId}: ${message.split(' ')[0]}`);
    expect(codes.toSorted()).toEqual([
      `resources-gone in ${technology}-a: 1`,
      `resources-moved in ${technology}-b: 1`,
      `resources-new in ${technology}-a: 1`,
    ]);
  });
});
