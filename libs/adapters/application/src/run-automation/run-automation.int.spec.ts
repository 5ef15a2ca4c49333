import { afterEach, describe, expect, it } from '@jest/globals';
import type { Json, Observation, OperationRequest } from '@breakwater/core';
import {
  anApplicationEstate,
  anAutomationRequest,
  EXECUTION,
  openApplicationWorld,
  runStep,
  SWITCH_DOCUMENT,
  validateStep,
  type Applications,
  type ApplicationWorld,
} from '../../testing/index.ts';

let world: ApplicationWorld;
afterEach(() => world.close());

type Ssm = NonNullable<Applications['ssm']>;
type Steps = NonNullable<NonNullable<Ssm['documents']>[number]['steps']>;

const open = async (steps: Steps = SWITCH_DOCUMENT.steps, ssm: Ssm = {}) => {
  world = await openApplicationWorld(
    anApplicationEstate({ ssm: { documents: [{ ...SWITCH_DOCUMENT, steps }], ...ssm } }),
  );
};
const run = (request: OperationRequest, options = {}): Promise<Observation> =>
  runStep(world, 'run-automation', request, options);
const automations = () => world.simulator.control.state().places.flatMap(({ ssm }) => ssm.automations);
const fault = (spec: Record<string, unknown>) => world.simulator.control.setFault(spec);
const failureOf = (end: Observation) => (end.kind === 'failed' ? end.failure : undefined);

describe('running an automation', () => {
  it('hands on what the document declares as its outputs', async () => {
    await open();
    expect(await run(anAutomationRequest())).toMatchObject({
      kind: 'succeeded',
      outputs: {
        automationExecutionId: automations()[0]?.id,
        outputs: { 'start.Url': ['https://pay-west.example.com'] },
      },
    });
  });

  it('marks it with the execution, and in a drill with its expiry', async () => {
    await open();
    await run(anAutomationRequest({}, { mode: 'drill' }));
    expect(automations()[0]?.tags).toEqual({
      'breakwater:execution': EXECUTION,
      'breakwater:step': 'servers',
      'breakwater:expires-at': '2026-01-08T00:00:00.000Z',
    });
  });

  it('tells which step of the document runs', async () => {
    await open();
    const seen: unknown[] = [];
    await run(anAutomationRequest(), {
      onLook: (look: Observation) => seen.push(look.kind === 'running' && look.progress),
    });
    expect(seen).toContainEqual({ done: 1, total: 2, unit: 'steps', detail: 'InProgress: start' });
  });

  it("fails with AWS's reason", async () => {
    await open([{ name: 'start', fails: 'port 8443 is taken' }]);
    const end = await run(anAutomationRequest());
    expect(failureOf(end)).toMatchObject({ code: 'automation-failed', retryable: true });
    expect(failureOf(end)?.message).toContain('port 8443 is taken');
  });

  it('fails at once when AWS refuses to start it, and says why', async () => {
    await open();
    expect(failureOf(await run(anAutomationRequest({ parameters: {} })))).toEqual({
      code: 'automation-refused',
      message: 'InvalidAutomationExecutionParametersException: Parameter Site requires a value',
      retryable: false,
    });
  });

  it('[trap:automation-steps-truncated] counts the steps that the first answer leaves out', async () => {
    await open(Array.from({ length: 40 }, (_, index) => ({ name: `step-${index}`, seconds: [5, 5] })));
    const totals = new Set<number>();
    const onLook = (look: Observation) => void (look.kind === 'running' && totals.add(look.progress.total));
    expect((await run(anAutomationRequest(), { onLook })).kind).toBe('succeeded');
    expect([...totals]).toEqual([40]);
  });

  it('[trap:automation-client-token] starts it once, though every answer is lost for a while', async () => {
    await open();
    fault({ kind: 'lost-after', operation: 'ssm:StartAutomationExecution', count: 3 });
    expect((await run(anAutomationRequest())).kind).toBe('succeeded');
    expect(automations()).toHaveLength(1);
    expect((await run(anAutomationRequest(), { attempt: 2 })).kind).toBe('succeeded');
    expect(automations()).toHaveLength(2);
  });

  it('[trap:automation-token-mismatch] does not take another automation for its own', async () => {
    await open();
    await run(anAutomationRequest());
    const changed = await run(anAutomationRequest({ parameters: { Site: 'east' } }), { resumed: true });
    expect(failureOf(changed)?.message).toMatch(/^IdempotentParameterMismatch: /);
    expect(automations()).toHaveLength(1);
  });

  it('[trap:automation-one-start-a-second] gets through when many start at the same moment', async () => {
    await open();
    const steps = ['a', 'b', 'c'].map((id) =>
      run(anAutomationRequest({}, { stepId: id as OperationRequest['stepId'] })),
    );
    expect((await Promise.all(steps)).map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('[trap:automation-limit-exceeded] waits for room', async () => {
    await open();
    fault({
      kind: 'refused',
      operation: 'ssm:StartAutomationExecution',
      code: 'AutomationExecutionLimitExceededException',
      httpStatus: 400,
      count: 4,
    });
    const seen: string[] = [];
    const onLook = (look: Observation) => void (look.kind === 'running' && seen.push(look.progress.detail ?? ''));
    expect((await run(anAutomationRequest(), { onLook })).kind).toBe('succeeded');
    expect(seen).toContainEqual(expect.stringMatching(/^waiting to start: AutomationExecutionLimitExceededException/));
  });

  it('goes on where an earlier worker has started it, also when it is not visible yet', async () => {
    await open();
    const journal: Json[] = [];
    await run(anAutomationRequest(), { journal, mostLooks: 1 });
    fault({
      kind: 'refused',
      operation: 'ssm:GetAutomationExecution',
      code: 'AutomationExecutionNotFoundException',
      httpStatus: 400,
      count: 1,
    });
    expect((await run(anAutomationRequest(), { journal, resumed: true })).kind).toBe('succeeded');
    expect(automations()).toHaveLength(1);
  });

  it('does not hide that it may not look', async () => {
    await open();
    fault({ kind: 'refused', operation: 'ssm:GetAutomationExecution', httpStatus: 400, message: 'not allowed to' });
    await expect(run(anAutomationRequest())).rejects.toThrow('not allowed to');
  });
});

describe('what is known before the run', () => {
  it.each([
    ['nothing when all is well', {}, {}, []],
    ['a document that is not there', { document: 'No-Such' }, {}, ['document-refused']],
    ['a command', { document: 'AWS-RunShellScript', parameters: { commands: 'ls' } }, {}, ['document-of-another-type']],
    ['a missing parameter', { parameters: {} }, {}, ['document-parameter-missing']],
    ['a control plane in the Region that is left', {}, { originRegion: 'us-west-2' }, ['acts-in-the-region-left']],
  ])('is %s', async (_what, params, over, codes) => {
    await open();
    const findings = await validateStep(world, 'run-automation', anAutomationRequest(params, over));
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });

  it('is that a document is not usable yet', async () => {
    await open();
    fault({ kind: 'unknown-status', operation: 'ssm:DescribeDocument', status: 'Creating' });
    const [finding] = await validateStep(world, 'run-automation', anAutomationRequest());
    expect(finding).toMatchObject({
      code: 'document-not-active',
      message: 'document Switch-Application has the status Creating',
    });
  });
});
