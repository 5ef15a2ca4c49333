import { describe, expect, it } from '@jest/globals';
import type { OperationRequest } from '@breakwater/core';
import { Check } from 'typebox/value';
import {
  aCommandRequest,
  aFunctionRequest,
  anAutomationRequest,
  INSTANCE_IDS,
  operationNamed,
} from '../../testing/index.ts';
import { applicationAdapter } from '../adapter.ts';

const runCommand = operationNamed('run-command');
const REFERENCE = '${steps.app-servers.instanceIds}';
const commandsOf = (params: OperationRequest['params'], over: Partial<OperationRequest> = {}) =>
  runCommand.runbook(aCommandRequest(params, over)).flatMap(({ commands = [] }) => commands);

describe('the parameters of a command', () => {
  const fits = (params: object) => Check(runCommand.params, { document: 'AWS-RunShellScript', ...params });

  it.each([
    ['ids', { instances: [...INSTANCE_IDS] }],
    ['the step that recovered them', { instances: { recoveredBy: 'app-servers' } }],
    ['tags', { select: { allOf: { Application: 'payments' } } }],
    ['a protection group', { protectionGroup: 'payments-app' }],
  ])('name instances by %s', (_what, choice) => {
    expect(fits(choice)).toBe(true);
  });

  it.each([
    ['in no way', {}],
    ['in two ways', { instances: [...INSTANCE_IDS], protectionGroup: 'payments-app' }],
    ['by what is no id', { instances: ['app-1'] }],
  ])('do not name instances %s', (_what, choice) => {
    expect(fits(choice)).toBe(false);
  });
});

describe('in a drill', () => {
  const inDrill = (instances: unknown) =>
    runCommand.inDrill(aCommandRequest({ instances } as OperationRequest['params'], { mode: 'drill' }));

  it('a command on instances that the drill recovers is isolated', () => {
    expect(inDrill([REFERENCE])).toBe('isolated');
    expect(inDrill(REFERENCE)).toBe('isolated');
  });

  it.each([
    ['a source instance', [...INSTANCE_IDS]],
    ['a source instance among others', [REFERENCE, INSTANCE_IDS[0]]],
    ['none that is known', []],
  ])('a command on %s is disruptive', (_what, instances) => {
    expect(inDrill(instances)).toBe('disruptive');
  });

  it('nobody knows what an automation or a function reaches', () => {
    expect(operationNamed('run-automation').inDrill(anAutomationRequest())).toBe('disruptive');
    expect(operationNamed('invoke-lambda').inDrill(aFunctionRequest())).toBe('disruptive');
  });
});

describe('what can be adopted', () => {
  it.each([
    [{}, false],
    [{ idempotent: true }, true],
    [{ durable: true }, true],
    [{ invocation: 'event' }, false],
    [{ invocation: 'event', idempotent: true }, false],
    [{ invocation: 'event', durable: true }, true],
  ])('of an invocation with %j: %s', (params, expected) => {
    const operation = operationNamed('invoke-lambda');
    expect(operation.adoptable).toBe(false);
    expect(operation.isAdoptable?.(aFunctionRequest(params))).toBe(expected);
  });
});

describe('the runbook of a command', () => {
  it('sends to fifty instances at a time, with the values of the plan', () => {
    const many = Array.from({ length: 60 }, (_, index) => `i-${String(index).padStart(17, '0')}`);
    const commands = commandsOf(
      { documentVersion: '3', maxConcurrency: '10%' },
      { resources: many.map((id) => ({ id })) },
    );
    const sends = commands.filter((command) => command.startsWith('aws ssm send-command'));
    expect(sends).toHaveLength(2);
    expect(sends[1]).toBe(
      `aws ssm send-command --document-name AWS-RunShellScript --document-version 3 --instance-ids ${many.slice(50).join(' ')} ` +
        `--parameters '{"commands":["systemctl start payments"]}' --timeout-seconds 600 --max-concurrency 10% --max-errors 100% ` +
        `--comment 'by hand for run-000001/servers' --query Command.CommandId --output text --region us-west-2`,
    );
  });

  it.each([
    ['that an earlier step recovers', { instances: REFERENCE as never }, 'that the earlier step recovered'],
    ['of a group', { instances: undefined, protectionGroup: 'payments-app' }, 'those of protection group payments-app'],
    ['with tags', { instances: undefined, select: { allOf: { Tier: 'app' } } }, 'selected by {"allOf":{"Tier":"app"}}'],
  ])('leaves room for instances %s', (_what, params, words) => {
    const request = aCommandRequest(params, { resources: [] });
    expect(runCommand.runbook(request)[0]?.text).toContain(words);
    expect(commandsOf(params, { resources: [] }).join()).toContain('--instance-ids INSTANCE_IDS');
  });
});

describe('estimates', () => {
  it('count every wait that the parameters allow', () => {
    expect(runCommand.estimate(aCommandRequest())).toEqual({ typicalSeconds: 60, longestSeconds: 900 + 600 + 3600 });
    const quick = { agentWaitMinutes: 0, deliveryTimeoutSeconds: 30, parameters: { executionTimeout: ['10'] } };
    expect(runCommand.estimate(aCommandRequest(quick))).toEqual({ typicalSeconds: 40, longestSeconds: 40 });
    expect(runCommand.estimate(aCommandRequest({ parameters: { executionTimeout: 'soon' } })).longestSeconds).toBe(
      5_100,
    );
    expect(runCommand.estimate(aCommandRequest({ instances: REFERENCE as never })).typicalSeconds).toBe(240);
  });

  it.each([
    ['an automation', 'run-automation', anAutomationRequest({ longestMinutes: 2 }), 120],
    ['a function', 'invoke-lambda', aFunctionRequest(), 960],
    ['an event', 'invoke-lambda', aFunctionRequest({ invocation: 'event' }), 300],
    ['a durable function', 'invoke-lambda', aFunctionRequest({ invocation: 'event', durable: true }), 86_400],
  ])('of %s end with its longest duration', (_what, operation, request, longest) => {
    expect(operationNamed(operation).estimate(request).longestSeconds).toBe(longest);
  });
});

it('runs functions by hand once, with the payload of the plan', () => {
  const runbook = (params: OperationRequest['params']) =>
    operationNamed('invoke-lambda', applicationAdapter()).runbook(aFunctionRequest(params));
  expect(runbook({ qualifier: 'live' })[0]?.commands).toEqual([
    `AWS_MAX_ATTEMPTS=1 aws lambda invoke --function-name warm-caches --qualifier live --invocation-type RequestResponse ` +
      `--cli-binary-format raw-in-base64-out --payload '{"site":"west"}' --cli-read-timeout 930 answer.json --region us-west-2`,
  ]);
  expect(runbook({ invocation: 'event', payload: undefined })[0]?.commands).toEqual([
    'AWS_MAX_ATTEMPTS=1 aws lambda invoke --function-name warm-caches --invocation-type Event answer.json --region us-west-2',
  ]);
});

it('runs automations by hand in the version of the plan', () => {
  const [start] = operationNamed('run-automation').runbook(anAutomationRequest({ documentVersion: '2' }));
  expect(start?.commands?.[0]).toContain(
    '--document-name Switch-Application --document-version 2 --parameters \'{"Site":["west"]}\'',
  );
});
