import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runInProcess } from '../testing/fake-context.ts';

const PLAN = 'examples/plans/first-drill.yaml';
const ESTATE = 'examples/estates/first-drill.yaml';
const INVALID = 'examples/plans/invalid';
const neverComposed = {
  composeEmbedded: async () => {
    throw new Error('nothing may be opened');
  },
};

const FOR_REAL = ['recover', PLAN, '--incident', 'INC-1', '--reason', 'dark', '--confirm', 'first-drill'];

const flat = (lines: readonly string[]): string => lines.join(' ').replaceAll(/\s+/g, ' ');

describe('what is typed wrong ends with exit code 2, one clear message and nothing opened', () => {
  it.each([
    ['--approve without --simulate', ['drill', PLAN, '--approve'], '--approve is for simulated runs only'],
    [
      'a store that is none',
      ['serve', '--store', 'dynamodb:prod'],
      '--store is dynamodb:prod: give sqlite, or dynamodb:',
    ],
    ['--speed without --simulate', ['drill', PLAN, '--speed', '10'], '--seed and --speed need --simulate'],
    [
      '--seed for a simulator that runs',
      ['drill', PLAN, '--simulate', 'http://localhost:1', '--seed', '1'],
      'belong to the simulator',
    ],
    ['a speed that is none', ['drill', PLAN, '--simulate', ESTATE, '--speed', '0'], 'a number above 0'],
    ['no such plan', ['drill', 'nowhere.yaml'], 'there is no such file'],
    ['a folder for a plan', ['drill', 'examples'], 'it is a folder'],
    ['a parameter that the plan does not have', ['drill', PLAN, '--param', 'x=1'], 'no parameter x: it has none'],
    ['a parameter without a value', ['drill', PLAN, '--param', 'x'], 'name=value'],
    ['waves without a name', ['drill', PLAN, '--only', 'a,,b'], 'separated by commas'],
    ['an outcome that cannot fail', ['drill', PLAN, '--fail-on', 'clean'], 'degraded or rto'],
    [
      'a recovery of another plan',
      ['recover', PLAN, '--incident', 'I', '--reason', 'r', '--confirm', 'other'],
      'is not the name of the plan',
    ],
    ['a recovery without a reason', ['recover', PLAN, '--incident', 'I', '--confirm', 'first-drill'], '--reason'],
    ['a recovery without an incident', ['recover', PLAN, '--reason', 'r', '--confirm', 'first-drill'], '--incident'],
    ['an unknown option', ['drill', PLAN, '--aprove'], '--aprove'],
    ['an unknown command', ['dril'], 'dril'],
    ['a role that does not exist', ['token', '--subject', 'ana', '--role', 'king'], 'the roles are'],
    [
      'a subject that no token may carry',
      ['token', '--subject', 'a b', '--role', 'admin', '--data', '/tmp'],
      'subject',
    ],
    ['a port that is none', ['serve', '--port', '70000'], 'a port from 0'],
    ['no server known', ['status'], 'no server is known'],
    ['a server that is no address', ['status', '--server', 'here'], 'is no address'],
    ['no token for a server', ['status', '--server', 'http://localhost:1'], 'no token for http://localhost:1'],
    ['a rollback without an incident', ['execution', 'rollback', 'e', '--reason', 'r', '--confirm', 'p'], '--incident'],
    [
      'a failback that is not confirmed',
      ['execution', 'failback', 'e', '--incident', 'I', '--reason', 'r'],
      '--confirm',
    ],
    ['a take-over without what happened', ['execution', 'take-over', 'e'], '--note'],
    ['an adapter switched off without a reason', ['adapters', 'disable', 'drs'], '--reason'],
    ['a runbook of what follows an execution', ['plan', 'runbook', PLAN, '--mode', 'rollback'], 'no waves of its own'],
    ['a clean-up behind a recovery', [...FOR_REAL, '--cleanup'], '--cleanup'],
    ['an answer without a note', ['gate', 'resolve', 'e', 'g', 'skip'], 'skip needs --note'],
    ['an answer that is none', ['gate', 'resolve', 'e', 'g', 'nod'], 'nod'],
  ])('%s', async (_name, words, message) => {
    const { code, out, err } = await runInProcess(words, { root: neverComposed });
    expect(flat(err)).toContain(message);
    expect(code).toBe(2);
    expect(out).toEqual([]);
  });

  it.each([
    ['plan rehearse', [PLAN]],
    ['plan diff', [PLAN, PLAN]],
    ['evidence verify', ['file']],
  ])('%s is not built, and says so', async (command, words) => {
    const { code, err } = await runInProcess([...command.split(' '), ...words]);
    expect(code).toBe(2);
    expect(flat(err)).toBe(`breakwater: ${command} is not built yet`);
  });
});

describe('plan validate', () => {
  const root = join(import.meta.dirname, '../../..');

  it.each(['core-banking', 'first-drill', 'stops-on-failure'])('finds %s valid', async (name) => {
    const { code, out } = await runInProcess(['plan', 'validate', `examples/plans/${name}.yaml`]);
    expect(code).toBe(0);
    expect(out).toHaveLength(1);
  });

  it.each(readdirSync(join(root, INVALID)).filter((file) => /\.(ya?ml|json)$/.test(file)))(
    'names each fault of %s by line, and opens nothing for a drill of it',
    async (file) => {
      const plan = `${INVALID}/${file}`;
      const validated = await runInProcess(['plan', 'validate', plan], { root: neverComposed });
      const drilled = await runInProcess(['drill', plan, '--simulate', ESTATE], { root: neverComposed });
      expect(validated.code).toBe(2);
      expect(validated.out).toEqual([]);
      expect(validated.err.some((line) => new RegExp(`^${plan}:\\d+:\\d+  .*\\[[a-z-]+\\]$`).test(line))).toBe(true);
      expect(drilled).toEqual(validated);
    },
  );

  it('gives the faults as one document when one is asked for', async () => {
    const { code, out } = await runInProcess(['plan', 'validate', `${INVALID}/cycle.yaml`, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      error: { code: 'file-invalid', faults: [{ line: expect.any(Number), message: expect.any(String) }] },
    });
  });
});

describe('plan runbook', () => {
  it('renders the plan for its mode as Markdown, with the commands, offline', async () => {
    const { code, out } = await runInProcess(['plan', 'runbook', PLAN, '--intent', 'planned'], { root: neverComposed });
    expect(code).toBe(0);
    expect(out[0]).toBe('# first-drill: recovery, planned');
    expect(out.filter((line) => line.startsWith('## '))).toEqual(['## 1. Wave database', '## 2. Wave web']);
    expect(out.some((line) => /^ {2}aws drs start-recovery .*s-0f1e2d3c4b5a69788/.test(line))).toBe(true);
  });

  it('takes the values of parameters, and the mode', async () => {
    const words = ['plan', 'runbook', 'examples/plans/core-banking.yaml', '--mode', 'drill'];
    const usual = await runInProcess(words);
    const given = await runInProcess([...words, '--param', 'branchesAccount=999988887777']);
    expect(given.out[0]).toBe('# core-banking: drill, planned');
    expect(flat(usual.out)).not.toContain('999988887777');
    expect(flat(given.out)).toContain('999988887777/us-west-2');
  });
});

describe('recover', () => {
  it('shows the brief, asks, and starts nothing unless the answer is yes', async () => {
    for (const answers of [['n'], [''], []]) {
      const { code, out, err, asked } = await runInProcess(FOR_REAL, { answers, root: neverComposed });
      expect(asked).toEqual(['Start it? [y/N] ']);
      expect(out).toContain('WHAT WILL HAPPEN');
      expect(err).toContain('Nothing was started.');
      expect(code).toBe(1);
    }
  });

  it('goes on when the answer is yes', async () => {
    const { code, err } = await runInProcess(FOR_REAL, { answers: ['y'], root: neverComposed });
    expect(flat(err)).toContain('nothing may be opened');
    expect(code).toBe(1);
  });
});

describe('adapters', () => {
  it('tells of each operation what it does in a drill', async () => {
    const { out } = await runInProcess(['adapters']);
    expect(flat(out)).toMatch(/drs recover .* in a drill: runs, isolated from production/);
  });

  it('gives the schemas as one document', async () => {
    const { out } = await runInProcess(['adapters', '--json']);
    const drs = (
      JSON.parse(out.join('\n')) as { technology: string; operations: { name: string; params: { type: string } }[] }[]
    ).find(({ technology }) => technology === 'drs');
    expect(drs?.operations.map(({ name, params }) => [name, params.type])).toContainEqual(['recover', 'object']);
  });
});

describe('help', () => {
  it('says what a take-over does to the engine that had the execution, and who may do it', async () => {
    const { code, out } = await runInProcess(['execution', 'take-over', '--help']);
    expect(code).toBe(0);
    expect(flat(out)).toContain('The engine that had the execution is refused everything from then on');
    expect(flat(out)).toContain('recovery-manager or admin');
  });

  it('says what --approve answers, and what the exit codes mean', async () => {
    const drill = await runInProcess(['drill', '--help']);
    expect(drill.code).toBe(0);
    expect(flat(drill.out)).toContain('a failed step is skipped, which lets its failures pass as exceptions');
    expect(flat((await runInProcess(['--help'])).out)).toContain('4 waits for a person');
  });
});
