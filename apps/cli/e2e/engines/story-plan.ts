import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '../../testing/run-cli.ts';

/** Of one scenario: servers of its own, so that scenarios may run side by side. */
export interface Story {
  /** Kebab-case; names the plan. */
  readonly name: string;
  /** How often the second server's launch fails; `always` cannot be retried away. */
  readonly failures?: 1 | 'always';
  /** Its plan, where that is another than the others'. */
  readonly plan?: string;
}

const serversOf = ({ name, failures }: Story): string => {
  const fails = `'no capacity for ${name}'${failures === 'always' ? '' : `, times: ${failures}`}`;
  const launch = failures === undefined ? '' : `, launch: { fails: ${fails} }`;
  return `            - { name: ${name}-good, os: linux, tags: { Story: ${name} }, source: { region: us-east-1 } }
            - { name: ${name}-other, os: linux, tags: { Story: ${name} }, source: { region: us-east-1 }${launch} }`;
};

/** An estate in which AWS throttles, loses answers and is slow, as it does on the day of a disaster. */
export const storiesEstate = (stories: readonly Story[]): string => `apiVersion: simulator/v1
kind: Estate
name: stories
seed: 7
durations:
  linux: { initialSyncSeconds: [600, 900] }
hub:
  account: '111122223333'
  principals:
    - { kind: role, name: BreakwaterHub }
accounts:
  - id: '222233334444'
    name: shop
    roles:
      - name: BreakwaterSpoke
        path: /breakwater/
        trusts: ['arn:aws:iam::111122223333:root']
        externalId: shop-1d5e
        allow: ['drs:*', 'ec2:*', 'iam:PassRole']
    regions:
      - { region: us-east-1, drs: {} }
      - region: us-west-2
        instances:
          - { name: standby-1, state: stopped, tags: { Role: standby } }
          - { name: standby-2, state: stopped, tags: { Role: standby } }
        drs:
          sourceServers:
${stories.map(serversOf).join('\n')}
faults:
  - { kind: throttled, operation: 'drs:DescribeJobs', probability: 0.2 }
  - { kind: lost-before, operation: 'drs:StartRecovery', probability: 0.3 }
  - { kind: lost-after, operation: 'drs:StartRecovery', probability: 0.3 }
  - { kind: lost-after, operation: 'drs:TerminateRecoveryInstances', count: 1 }
  - { kind: late, operation: 'drs:DescribeSourceServers', probability: 0.2, answerSeconds: 1 }
`;

const textOf = (file: string): string => readFileSync(join(WORKSPACE, file), 'utf8');

/** A plan of a technology that the product does not know by itself. */
export const STANDBY = textOf('examples/adapters/pilot-light/plan.yaml');

/** A plan whose author wrote the way back. */
export const writtenFailback = (name: string): string =>
  textOf('apps/cli/e2e/fixtures/written-failback.yaml')
    .replace('written-failback', name)
    .replaceAll('Application: shop', `Story: ${name}`);

/** Servers, then an approval, then what people do. */
export const storyPlan = ({ name, plan }: Story): string =>
  plan ??
  `apiVersion: breakwater/v1
kind: RecoveryPlan
name: ${name}
owner: dr@example.com
objectives: { rtoMinutes: 240, rpoMinutes: 60 }
sites:
  from: { region: us-east-1 }
  to: { region: us-west-2 }
targets:
  shop: { account: '222233334444', site: to }
protectionGroups:
  servers: { technology: drs, target: shop, select: { allOf: { Story: ${name} } }, expect: { min: 2, max: 2 } }
order: listed
waves:
  - id: servers
    steps:
      - { id: recover, technology: drs, operation: recover, target: shop, params: { protectionGroup: servers } }
  - id: check
    approval:
      modes: [drill, recovery]
      from: [{ role: recovery-manager, count: 1 }]
      excludes: [initiator]
    steps:
      - { id: settle, technology: built-in, operation: wait, params: { minutes: 2 }, timeoutMinutes: 60 }
  - id: people
    steps:
      - { id: tell, technology: manual, operation: task, instructions: Call the branches, owner: duty, expectedMinutes: 5 }
failback: generate
`;
