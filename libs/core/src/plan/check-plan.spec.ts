import { describe, expect, it } from '@jest/globals';
import { type PlanStep, type RecoveryPlan } from '@breakwater/core';
import { anOperation, aRecoveryPlan, aRegistry, aStep, aWave } from '@breakwater/core/testing';
import { Type } from 'typebox';
import { alternativePlan } from './alternatives.ts';
import { checkPlan, type CheckPlanOptions } from './check-plan.ts';

const faultsOf = (document: unknown, options: Partial<CheckPlanOptions> = {}) => {
  const checked = checkPlan(document, { registry: aRegistry(), ...options });
  return checked.ok ? [] : checked.error;
};
const codesOf = (document: unknown, options: Partial<CheckPlanOptions> = {}) =>
  faultsOf(document, options).map(({ code, path }) => `${code} ${path}`);
const messagesOf = (document: unknown) => faultsOf(document).map(({ message }) => message);

const server = (id: string, number: number, over: Partial<PlanStep> = {}): PlanStep =>
  aStep({ id, params: { sourceServerIds: [`s-${String(number).padStart(17, '0')}`] }, ...over });
const inOneWave = (...steps: PlanStep[]): RecoveryPlan => aRecoveryPlan({ waves: [aWave({ steps })] });
const withParams = (params: PlanStep['params'], over: Partial<RecoveryPlan> = {}): RecoveryPlan =>
  aRecoveryPlan({ waves: [aWave({ steps: [server('servers', 1, params === undefined ? {} : { params })] })], ...over });
const manual = (over: Partial<PlanStep> = {}): PlanStep => ({
  id: 'call',
  technology: 'manual',
  operation: 'task',
  instructions: 'call the branch hotline',
  owner: 'duty-manager',
  ...over,
});

describe('a plan that is well formed', () => {
  it('is accepted as it is', () => {
    const plan = aRecoveryPlan();
    expect(checkPlan(plan, { registry: aRegistry() })).toEqual({ ok: true, value: plan });
  });

  it('may have a wave that waits for two, manual work, references and steps that exclude each other', () => {
    const plan = aRecoveryPlan({
      parameters: { account: { type: 'account' }, size: { type: 'number', default: 5 } },
      targets: { apps: { account: '${params.account}', region: 'us-west-2' } },
      protectionGroups: {
        web: { technology: 'drs', target: 'apps', select: { allOf: { tier: 'web' } }, expect: { min: 1, max: 3 } },
      },
      waves: [
        aWave({ id: 'directory', dependsOn: [], steps: [server('directory', 1)] }),
        aWave({
          id: 'web',
          dependsOn: [],
          steps: [
            server('web', 2, { when: { intent: ['planned'] } }),
            server('web-unplanned', 2, { when: { intent: ['unplanned'] } }),
            aStep({ id: 'group', params: { protectionGroup: 'web', batchSize: '${params.size}' } }),
          ],
        }),
        aWave({
          id: 'people',
          dependsOn: ['directory', 'web'],
          steps: [
            manual(),
            server('batch', 3, {
              params: {
                sourceServerIds: '${steps.directory.recoveryInstanceIds}',
                note: 'at ${steps.directory.instances[0].privateIp}',
              },
            }),
          ],
        }),
      ],
    });
    const { order: _listed, ...explicit } = plan;
    expect(codesOf(explicit)).toEqual([]);
  });

  it('does not need an order when it has one wave', () => {
    const { order: _listed, ...plan } = aRecoveryPlan();
    expect(codesOf(plan)).toEqual([]);
  });
});

describe('the shape of a plan', () => {
  it.each<[string, unknown, string[]]>([
    ['is no mapping', 'a plan', ['wrong-type ']],
    ['lacks a field', { ...aRecoveryPlan(), owner: undefined }, ['not-json owner']],
    ['is of another kind', { ...aRecoveryPlan(), kind: 'Recipe' }, ['unknown-word kind']],
    ['has a name that is none', aRecoveryPlan({ name: 'Core Banking' }), ['wrong-format name']],
    [
      'has a target name that is none',
      { ...aRecoveryPlan(), targets: { 'My Apps': { account: '333344445555', site: 'to' } } },
      ['invalid-name targets["My Apps"]'],
    ],
    [
      'names an unknown mode',
      aRecoveryPlan({ waves: [aWave({ steps: [server('a', 1, { when: { mode: ['dril'] as never } })] })] }),
      ['unknown-word waves[0].steps[0].when.mode[0]'],
    ],
    ['has no waves', aRecoveryPlan({ waves: [] }), ['out-of-range waves']],
    [
      'tolerates nothing in particular',
      inOneWave(server('a', 1, { tolerate: {} })),
      ['out-of-range waves[0].steps[0].tolerate'],
    ],
    [
      'names a step twice in after',
      inOneWave(server('a', 1), server('b', 2, { after: ['a', 'a'] })),
      ['duplicate-item waves[0].steps[1].after'],
    ],
  ])('is refused when it %s', (_what, document, expected) => {
    expect(codesOf(document)).toEqual(expected);
  });

  it('says which field a misspelt one may stand for, and nothing of the missing one', () => {
    const { owner, ...rest } = aRecoveryPlan();
    expect(messagesOf({ ...rest, ownr: owner })).toEqual(['unknown field "ownr"; did you mean "owner"?']);
  });

  it('lists the fields there are when none is near', () => {
    const wave = { ...aWave(), colour: 'blue' };
    expect(messagesOf({ ...aRecoveryPlan(), waves: [wave] })).toEqual([
      'unknown field "colour"; allowed here: id, description, dependsOn, approval, pauseBefore, onFailure, steps',
    ]);
  });

  it('suggests quotes for an account that was read as a number', () => {
    const document = { ...aRecoveryPlan(), targets: { apps: { account: 333344445555, site: 'to' } } };
    expect(messagesOf(document)).toEqual(['account must be text, not 333344445555; put it in quotes']);
  });

  it('is told with the faults of meaning when only names are misspelt', () => {
    const { steps, ...wave } = aWave({ dependsOn: ['nowhere'] });
    const document = {
      ...aRecoveryPlan(),
      order: undefined,
      waves: [{ ...wave, stps: steps }, aWave({ id: 'b', dependsOn: [], steps: [server('b', 2)] })],
    };
    delete (document as { order?: unknown }).order;
    expect(codesOf(document)).toEqual(['unknown-field waves[0].stps', 'unknown-wave waves[0].dependsOn[0]']);
  });

  it('may not hold unsafe names, wherever they stand', () => {
    const document = JSON.parse('{ "labels": { "__proto__": "x" }, "waves": [ { "constructor": {} } ] }') as unknown;
    expect(codesOf(document)).toEqual(['unsafe-name labels.__proto__', 'unsafe-name waves[0].constructor']);
  });

  it('may not be nested without end', () => {
    const deep = Array.from({ length: 60 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    expect(codesOf(deep)).toEqual([expect.stringMatching(/^too-deep /)]);
  });
});

describe('the order of waves and steps', () => {
  const chain = (...dependencies: [string, string[]?][]) => {
    const { order: _listed, ...plan } = aRecoveryPlan({
      waves: dependencies.map(([id, dependsOn], index) =>
        aWave({ id, steps: [server(`s-${id}`, index + 1)], ...(dependsOn === undefined ? {} : { dependsOn }) }),
      ),
    });
    return plan;
  };

  it('names the waves of a cycle from the one that is listed first', () => {
    expect(messagesOf(chain(['a', ['c']], ['b', ['a']], ['c', ['b']]))).toEqual([
      'the waves wait for each other: a -> b -> c -> a',
    ]);
  });

  it('finds each of several cycles, and not what merely stands behind one', () => {
    expect(codesOf(chain(['a', ['a']], ['b', ['c']], ['c', ['b']], ['d', ['c']]))).toEqual([
      'cycle waves[0].dependsOn',
      'cycle waves[1].dependsOn',
    ]);
  });

  it('finds a cycle of steps', () => {
    const plan = inOneWave(server('a', 1, { after: ['b'] }), server('b', 2, { after: ['a'] }));
    expect(messagesOf(plan)).toEqual(['the steps of wave "apps" wait for each other: a -> b -> a']);
  });

  it.each<[string, unknown, string[]]>([
    ['is said twice', { ...chain(['a'], ['b', []]), order: 'listed' }, ['mixed-ordering waves[1].dependsOn']],
    ['is not said', chain(['a'], ['b']), ['missing-ordering waves']],
    ['is not said for a wave', chain(['a'], ['b', ['a']]), ['missing-ordering waves[0]']],
    ['names a wave that is not there', chain(['a', []], ['b', ['c']]), ['unknown-wave waves[1].dependsOn[0]']],
    [
      'names a step that is not there',
      inOneWave(server('a', 1, { after: ['b'] })),
      ['unknown-step waves[0].steps[0].after[0]'],
    ],
    [
      'names a step of another wave',
      aRecoveryPlan({
        waves: [
          aWave({ id: 'a', steps: [server('one', 1)] }),
          aWave({ id: 'b', steps: [server('two', 2, { after: ['one'] })] }),
        ],
      }),
      ['step-of-another-wave waves[1].steps[0].after[0]'],
    ],
    [
      'rests on a wave id that is there twice',
      chain(['a', []], ['a', []]),
      ['duplicate-wave waves[1].id', 'duplicate-step waves[1].steps[0].id'],
    ],
    [
      'rests on a step id that is there twice',
      inOneWave(server('a', 1), server('a', 2)),
      ['duplicate-step waves[0].steps[1].id'],
    ],
    ['rests on an unsafe id', inOneWave(server('constructor', 1)), ['unsafe-name waves[0].steps[0].id']],
  ])('is refused when it %s', (_what, document, expected) => {
    expect(codesOf(document)).toEqual(expected);
  });
});

describe('a step', () => {
  it.each<[string, PlanStep, string[]]>([
    ['has no target', server('a', 1, { target: undefined } as never), ['not-json waves[0].steps[0].target']],
    ['names an unknown target', server('a', 1, { target: 'aps' }), ['unknown-target waves[0].steps[0].target']],
    [
      'is of an unknown technology',
      server('a', 1, { technology: 'database' }),
      ['unknown-technology waves[0].steps[0].technology'],
    ],
    [
      'is of an unknown operation',
      server('a', 1, { operation: 'recovr' }),
      ['unknown-operation waves[0].steps[0].operation'],
    ],
    [
      'speaks to people and is not manual',
      server('a', 1, { instructions: 'look', owner: 'ana' }),
      ['field-not-allowed waves[0].steps[0].instructions', 'field-not-allowed waves[0].steps[0].owner'],
    ],
    [
      'is manual without instructions',
      manual({ instructions: undefined } as never),
      ['not-json waves[0].steps[0].instructions'],
    ],
    [
      'is manual with a target and a retry',
      manual({ target: 'apps', retry: { attempts: 2 } }),
      ['field-not-allowed waves[0].steps[0].target', 'field-not-allowed waves[0].steps[0].retry'],
    ],
    ['is manual and no task', manual({ operation: 'tsk' }), ['unknown-operation waves[0].steps[0].operation']],
  ])('is refused when it %s', (_what, step, expected) => {
    expect(codesOf(inOneWave(step))).toEqual(expected);
  });

  it('that is manual needs instructions and an owner', () => {
    const { instructions: _instructions, owner: _owner, ...bare } = manual();
    expect(messagesOf(inOneWave(bare))).toEqual([
      'manual step "call" lacks "instructions"',
      'manual step "call" lacks "owner"',
    ]);
  });

  it('that a machine runs needs a target', () => {
    const { target: _target, ...bare } = server('a', 1);
    expect(codesOf(inOneWave(bare))).toEqual(['missing-target waves[0].steps[0]']);
  });

  it('of a technology that is not there is told which are', () => {
    expect(messagesOf(inOneWave(server('a', 1, { technology: 'database' })))).toEqual([
      'technology database is not installed in this process; installed: drs, manual',
    ]);
  });
});

describe('targets and parameters', () => {
  const target = (over: object, parameters: RecoveryPlan['parameters'] = {}) => ({
    ...aRecoveryPlan({ parameters }),
    targets: { apps: over },
  });

  it.each<[string, unknown, string[]]>([
    [
      'names both a site and a Region',
      target({ account: '333344445555', site: 'to', region: 'us-west-2' }),
      ['site-or-region targets.apps'],
    ],
    ['names neither site nor Region', target({ account: '333344445555' }), ['site-or-region targets.apps']],
    [
      'has an account of 11 digits',
      target({ account: '33334444555', site: 'to' }),
      ['wrong-format targets.apps.account'],
    ],
    [
      'has a Region that is none',
      target({ account: '333344445555', region: 'west' }),
      ['wrong-format targets.apps.region'],
    ],
    [
      'refers to an unknown parameter',
      target({ account: '${params.acount}', site: 'to' }, { account: { type: 'account' } }),
      ['unknown-parameter targets.apps.account'],
    ],
    [
      'refers to a parameter of another type',
      target({ account: '${params.name}', site: 'to' }, { name: { type: 'text' } }),
      ['reference-type targets.apps.account'],
    ],
    ['refers to a step', target({ account: '${steps.a.b}', site: 'to' }), ['malformed-reference targets.apps.account']],
    [
      'mixes text and reference',
      target({ account: '33334444${params.x}', site: 'to' }),
      ['malformed-reference targets.apps.account'],
    ],
  ])('a target is refused when it %s', (_what, document, expected) => {
    expect(codesOf(document)).toEqual(expected);
  });

  it.each<['text' | 'number' | 'account' | 'region' | 'secret', string | number, string]>([
    ['text', 5, 'parameter-value'],
    ['number', '5', 'parameter-value'],
    ['account', '12', 'parameter-value'],
    ['region', 'west', 'parameter-value'],
    ['secret', 'hunter2', 'literal-secret'],
    ['text', '${params.other}', 'parameter-value'],
  ])('a default of type %s may not be %s', (type, value, code) => {
    const plan = aRecoveryPlan({ parameters: { it: { type, default: value } } });
    expect(codesOf(plan)).toContain(`${code} parameters.it.default`);
  });

  it('a secret may be named by its ARN', () => {
    const plan = aRecoveryPlan({
      parameters: {
        login: { type: 'secret', default: 'arn:aws:secretsmanager:us-west-2:333344445555:secret:login-AbCdEf' },
      },
    });
    expect(codesOf(plan)).toEqual([]);
  });

  it('values that are given already are judged, and the plan with them', () => {
    const plan = aRecoveryPlan({
      parameters: { size: { type: 'number' } },
      waves: [aWave({ steps: [server('a', 1, { params: { batchSize: '${params.size}' } })] })],
    });
    expect(codesOf(plan, { parameters: { size: 50 } })).toEqual([]);
    expect(codesOf(plan, { parameters: { size: 500 } })).toEqual(['out-of-range waves[0].steps[0].params.batchSize']);
    expect(codesOf(plan, { parameters: { syze: 5 } })).toEqual(['unknown-parameter parameters.syze']);
  });

  it('sites are Regions', () => {
    expect(codesOf(aRecoveryPlan({ sites: { from: { region: 'east' }, to: { region: 'us-west-2' } } }))).toEqual([
      'wrong-format sites.from.region',
    ]);
  });
});

describe('protection groups', () => {
  const group = (over: object = {}) => ({
    technology: 'drs',
    target: 'apps',
    select: { allOf: { tier: 'web' } },
    ...over,
  });
  const plan = (over: object, step: PlanStep = server('a', 1, { params: { protectionGroup: 'web' } })) => ({
    ...inOneWave(step),
    targets: { apps: { account: '333344445555', site: 'to' }, edge: { account: '111122223333', site: 'to' } },
    protectionGroups: { web: group(over) },
  });

  it.each<[string, unknown, string[]]>([
    [
      'is of an unknown technology',
      plan({ technology: 'database' }),
      [
        'unknown-technology protectionGroups.web.technology',
        'group-of-another-technology waves[0].steps[0].params.protectionGroup',
      ],
    ],
    [
      'is in an unknown target',
      plan({ target: 'aps' }),
      [
        'unknown-target protectionGroups.web.target',
        'group-of-another-target waves[0].steps[0].params.protectionGroup',
      ],
    ],
    [
      'is in another target than the step',
      plan({ target: 'edge' }),
      ['group-of-another-target waves[0].steps[0].params.protectionGroup'],
    ],
    ['selects nothing', plan({ select: {} }), ['empty-selection protectionGroups.web.select']],
    [
      'selects all but something',
      plan({ select: { noneOf: { tier: 'db' } } }),
      ['empty-selection protectionGroups.web.select'],
    ],
    [
      'selects by ids and by tags',
      plan({ select: { ids: ['s-1'], allOf: { tier: 'web' } } }),
      ['mixed-selection protectionGroups.web.select'],
    ],
    ['expects more than it allows', plan({ expect: { min: 5, max: 4 } }), ['expect-range protectionGroups.web.expect']],
    [
      'is not there',
      plan({}, server('a', 1, { params: { protectionGroup: 'wb' } })),
      ['unknown-protection-group waves[0].steps[0].params.protectionGroup'],
    ],
  ])('are refused when one %s', (_what, document, expected) => {
    expect(codesOf(document)).toEqual(expected);
  });
});

describe('parameters of an operation', () => {
  it.each<[string, PlanStep['params'], string[]]>([
    [
      'has an unknown member',
      { sourceServerIds: ['s-'], sourceServrIds: [] },
      [
        'unknown-field waves[0].steps[0].params.sourceServrIds',
        'out-of-range waves[0].steps[0].params.sourceServerIds[0]',
      ],
    ],
    ['has a value of a wrong type', { batchSize: 'ten' }, ['wrong-type waves[0].steps[0].params.batchSize']],
    ['has a word that is unknown', { recoverTo: 'lastest' }, ['wrong-type waves[0].steps[0].params.recoverTo']],
    [
      'has a text where a number is due, by reference',
      { batchSize: '${steps.first.recoveryInstanceIds[0]}' },
      ['wrong-type waves[1].steps[0].params.batchSize'],
    ],
    [
      'has a list where text is due, by reference',
      { note: '${steps.first.instances}' },
      ['wrong-type waves[1].steps[0].params.note'],
    ],
    [
      'has a number within a list of texts, by reference',
      { sourceServerIds: ['${steps.first.serverCount}'] },
      ['wrong-type waves[1].steps[0].params.sourceServerIds[0]'],
    ],
    [
      'has a text where a number is due, by parameter',
      { batchSize: '${params.name}' },
      ['wrong-type waves[1].steps[0].params.batchSize'],
    ],
    [
      'has text around a reference where a number is due',
      { batchSize: '1${params.name}' },
      ['wrong-type waves[1].steps[0].params.batchSize'],
    ],
  ])('are refused when one %s', (_what, params, expected) => {
    const refers = expected.some((fault) => fault.includes('waves[1]'));
    const step = server('second', 2, { params: params ?? {} });
    const waves = refers
      ? [aWave({ id: 'one', steps: [server('first', 1)] }), aWave({ id: 'two', steps: [step] })]
      : [aWave({ steps: [step] })];
    const parameters = { name: { type: 'text' as const } };
    expect(codesOf(aRecoveryPlan({ waves, parameters }))).toEqual(expected);
  });

  it('may be unions, of which the meant alternative is judged', () => {
    const params = Type.Object(
      {
        when: Type.Union([
          Type.Literal('now'),
          Type.Object({ minutes: Type.Number({ maximum: 60 }) }, { additionalProperties: false }),
        ]),
      },
      { additionalProperties: false },
    );
    const registry = aRegistry([anOperation({ params, selects: () => undefined })]);
    const check = (when: unknown) =>
      faultsOf(withParams({ when }), { registry }).map(({ path, message }) => `${path}: ${message}`);
    expect(check('now')).toEqual([]);
    expect(check({ minutes: 5 })).toEqual([]);
    expect(check({ minutes: 90 })).toEqual(['waves[0].steps[0].params.when.minutes: minutes must be <= 60, it is 90']);
    expect(check({ minuts: 5 })).toEqual([
      'waves[0].steps[0].params.when.minuts: unknown field "minuts"; did you mean "minutes"?',
    ]);
    expect(check('nou')).toEqual(['waves[0].steps[0].params.when: when must be "now", not "nou"']);
    expect(check(5)).toEqual(['waves[0].steps[0].params.when: when must be text or a mapping, not 5']);
  });
});

describe('parameters of which exactly one is to be given', () => {
  const params = Type.Object(
    {
      ids: Type.Optional(Type.Array(Type.String())),
      group: Type.Optional(Type.String()),
      note: Type.Optional(Type.String()),
    },
    { additionalProperties: false, oneOf: [{ required: ['ids'] }, { required: ['group'] }] },
  );
  const registry = aRegistry([anOperation({ params, selects: () => undefined })]);

  it.each<[string, object, string[]]>([
    ['is there', { group: 'web' }, []],
    ['is there by reference', { ids: '${steps.nobody.ids}' }, ['there is no step "nobody"; there is: servers']],
    ['is not there', { note: 'x' }, ['params needs one of ids, group']],
    ['is there beside another', { ids: ['a'], group: 'web' }, ['params takes only one of ids, group']],
    ['is misspelt', { grup: 'web' }, ['unknown field "grup"; did you mean "group"?']],
    ['is of a wrong type', { group: 5 }, ['group must be text, not 5; put it in quotes']],
  ])('are told apart when one %s', (_what, given, expected) => {
    const step = server('servers', 1, { params: { ...given } });
    expect(faultsOf(inOneWave(step), { registry }).map(({ message }) => message)).toEqual(expected);
  });
});

describe('references', () => {
  const second = (params: PlanStep['params'], over: Partial<PlanStep> = {}) =>
    server('second', 2, { ...(params === undefined ? {} : { params }), ...over });
  const inOrder = (first: PlanStep, step: PlanStep) =>
    aRecoveryPlan({ waves: [aWave({ id: 'one', steps: [first] }), aWave({ id: 'two', steps: [step] })] });
  const note = (text: string) => ({ note: text });
  const ip = note('${steps.first.instances[0].privateIp}');

  it.each<[string, RecoveryPlan, string[]]>([
    ['is to a step of an earlier wave', inOrder(server('first', 1), second(ip)), []],
    ['is to a step before it in its wave', inOneWave(server('first', 1), second(ip, { after: ['first'] })), []],
    [
      'is to a step that runs whenever it does',
      inOrder(server('first', 1, { when: { intent: ['planned'] } }), second(ip, { when: { intent: ['planned'] } })),
      [],
    ],
  ])('are accepted when one %s', (_what, plan, expected) => {
    expect(codesOf(plan)).toEqual(expected);
  });

  it.each<[string, RecoveryPlan, string[]]>([
    [
      'is to a step at the same time',
      inOneWave(server('first', 1), second(ip)),
      ['reference-not-run waves[0].steps[1].params.note'],
    ],
    [
      'is to a step of a later wave',
      inOrder(second(ip), server('first', 1)),
      ['reference-not-run waves[0].steps[0].params.note'],
    ],
    [
      'is to a step that another intent leaves out',
      inOrder(server('first', 1, { when: { intent: ['unplanned'] } }), second(ip)),
      ['reference-not-run waves[1].steps[0].params.note'],
    ],
    [
      'is to a step that drills leave out',
      inOrder(server('first', 1, { when: { mode: ['recovery'] } }), second(ip)),
      ['reference-not-run waves[1].steps[0].params.note'],
    ],
    [
      'is to itself',
      inOneWave(second(note('${steps.second.recoveryInstanceIds[0]}'))),
      ['reference-to-itself waves[0].steps[0].params.note'],
    ],
    ['is to an unknown step', inOneWave(second(ip)), ['unknown-step waves[0].steps[0].params.note']],
    [
      'is to an unknown output',
      inOrder(server('first', 1), second(note('${steps.first.instances[0].privatIp}'))),
      ['unknown-output waves[1].steps[0].params.note'],
    ],
    [
      'looks into what is no list',
      inOrder(server('first', 1), second(note('${steps.first.serverCount[0]}'))),
      ['unknown-output waves[1].steps[0].params.note'],
    ],
    [
      'is to a manual step',
      inOrder(manual({ id: 'first' }), second(note('${steps.first.answer}'))),
      ['unknown-output waves[1].steps[0].params.note'],
    ],
    [
      'is to an unknown parameter',
      inOneWave(second(note('${params.nobody}'))),
      ['unknown-parameter waves[0].steps[0].params.note'],
    ],
    ['is malformed', inOneWave(second(note('echo ${HOME}'))), ['malformed-reference waves[0].steps[0].params.note']],
    ['does not end', inOneWave(second(note('${params.x'))), ['malformed-reference waves[0].steps[0].params.note']],
    [
      'stands where none is looked for',
      inOneWave(server('first', 1, { description: 'of ${params.x}' })),
      ['reference-not-allowed waves[0].steps[0].description'],
    ],
  ])('are refused when one %s', (_what, plan, expected) => {
    expect(codesOf(plan)).toEqual(expected);
  });
});

describe('the instances that an earlier step recovered', () => {
  const onThem = (recoveredBy: unknown, over: Partial<PlanStep> = {}) =>
    server('second', 2, { params: { sourceServerIds: { recoveredBy } }, ...over });
  const first = server('first', 1);

  it('are named by that step, which has run by then', () => {
    expect(codesOf(inOneWave(first, onThem('first', { after: ['first'] })))).toEqual([]);
  });

  it.each<[string, RecoveryPlan, string[]]>([
    ['a step that is not there', inOneWave(onThem('first')), ['unknown-step waves[0].steps[0].params.sourceServerIds']],
    [
      'a step that may still run',
      inOneWave(first, onThem('first')),
      ['reference-not-run waves[0].steps[1].params.sourceServerIds'],
    ],
    [
      'a step that another intent leaves out',
      inOneWave(server('first', 1, { when: { intent: ['planned'] } }), onThem('first', { after: ['first'] })),
      ['reference-not-run waves[0].steps[1].params.sourceServerIds'],
    ],
    [
      'a step that recovers nothing',
      inOneWave(manual({ id: 'first' }), onThem('first', { after: ['first'] })),
      ['unknown-output waves[0].steps[1].params.sourceServerIds'],
    ],
  ])('are refused of %s', (_what, plan, expected) => {
    expect(codesOf(plan)).toEqual(expected);
  });

  it.each([
    ['a reference', '${params.first}'],
    ['no step id', 'First step'],
    ['a list', ['first']],
  ])('are refused where recoveredBy is %s', (_what, recoveredBy) => {
    expect(codesOf(inOneWave(first, onThem(recoveredBy, { after: ['first'] })))).toContain(
      'malformed-reference waves[0].steps[1].params.sourceServerIds.recoveredBy',
    );
  });

  it('are refused where the operation wants something else than their ids', () => {
    const step = server('second', 2, { params: { note: { recoveredBy: 'first' } }, after: ['first'] });
    expect(codesOf(inOneWave(first, step))).toEqual(['wrong-type waves[0].steps[1].params.note']);
  });
});

describe('resources', () => {
  it('are refused in two steps that may run at the same time, at the second mention', () => {
    const twice = inOneWave(server('a', 1), server('b', 1));
    expect(codesOf(twice)).toEqual(['duplicate-resource waves[0].steps[1].params.sourceServerIds[0]']);
  });

  it('are refused twice in one step', () => {
    const plan = withParams({ sourceServerIds: ['s-1x', 's-2x', 's-1x'] });
    expect(codesOf(plan)).toEqual(['duplicate-resource waves[0].steps[0].params.sourceServerIds[2]']);
  });

  it('are refused when two steps name the same group, or an id and the group that holds it', () => {
    const plan = aRecoveryPlan({
      protectionGroups: {
        web: { technology: 'drs', target: 'apps', select: { allOf: { tier: 'web' } } },
        few: { technology: 'drs', target: 'apps', select: { ids: ['s-00000000000000001'] } },
      },
      waves: [
        aWave({
          steps: [
            aStep({ id: 'a', params: { protectionGroup: 'web' } }),
            aStep({ id: 'b', params: { protectionGroup: 'web' } }),
            server('c', 1),
            aStep({ id: 'd', params: { protectionGroup: 'few' } }),
          ],
        }),
      ],
    });
    expect(codesOf(plan)).toEqual([
      'duplicate-resource waves[0].steps[1].params.protectionGroup',
      'duplicate-resource waves[0].steps[3].params.protectionGroup',
    ]);
  });

  it('may be in two steps that are in order, that never run in one execution, or that act elsewhere', () => {
    expect(codesOf(inOneWave(server('a', 1), server('b', 1, { after: ['a'] })))).toEqual([]);
    expect(
      codesOf(
        inOneWave(
          server('a', 1, { when: { intent: ['planned'] } }),
          server('b', 1, { when: { intent: ['unplanned'] } }),
        ),
      ),
    ).toEqual([]);
    const targets = {
      apps: { account: '333344445555', site: 'to' as const },
      edge: { account: '111122223333', site: 'to' as const },
    };
    expect(codesOf({ ...inOneWave(server('a', 1), server('b', 1, { target: 'edge' })), targets })).toEqual([]);
  });
});

describe('secrets', () => {
  it.each([
    ['an AWS access key', 'key AKIAIOSFODNN7EXAMPLE'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['a password in a command', 'login --password Zk4-93hs-Q81x'],
    ['a token in a header', 'token: ghp_9aK31zLw0QpX7vB2'],
  ])('are found: %s', (_what, text) => {
    expect(codesOf(withParams({ note: text }))).toEqual(['literal-secret waves[0].steps[0].params.note']);
  });

  it.each([
    ['words about a password', 'ask the duty manager for the password before you begin'],
    ['a reference', 'login --password ${params.login}'],
    ['an ARN', 'secret arn:aws:secretsmanager:us-west-2:333344445555:secret:login-AbCdEf'],
    ['a shell variable', 'login --token $TOKEN_FROM_VAULT1'],
  ])('are not seen in %s', (_what, text) => {
    const plan = withParams({ note: text }, { parameters: { login: { type: 'secret' } } });
    expect(codesOf(plan)).toEqual([]);
  });

  it('are found by the name they stand under, and never repeated', () => {
    const registry = aRegistry([
      anOperation({
        params: Type.Object({ password: Type.String() }, { additionalProperties: false }),
        selects: () => undefined,
      }),
    ]);
    const faults = faultsOf(withParams({ password: 'letmein' }), { registry });
    expect(faults.map(({ code }) => code)).toEqual(['literal-secret']);
    expect(JSON.stringify(faults)).not.toContain('letmein');
  });
});

describe('what follows a run', () => {
  it('is generated, or left out', () => {
    expect(codesOf(aRecoveryPlan({ failback: 'none', cleanup: 'generate' }))).toEqual([]);
    expect(codesOf(aRecoveryPlan({ cleanup: 'none' }))).toEqual([]);
  });
});

describe('isolation of drills', () => {
  it('is verified or not asked for, and nothing else', () => {
    expect(codesOf({ ...aRecoveryPlan(), drill: { isolation: 'verify' } })).toEqual([]);
    expect(codesOf({ ...aRecoveryPlan(), drill: { isolation: 'hope' } })).toHaveLength(1);
    expect(codesOf({ ...aRecoveryPlan(), drill: {} })).toHaveLength(1);
  });
});

describe('waves for other modes', () => {
  it('are judged as a graph of their own, with the sites swapped on the way back', () => {
    const back = aRecoveryPlan({ failback: [aWave({ id: 'apps', dependsOn: ['nowhere'] })] });
    expect(codesOf(back)).toEqual(['unknown-wave failback[0].dependsOn[0]']);
    expect(codesOf(aRecoveryPlan({ failback: [aWave({ id: 'apps' })], cleanup: [aWave({ id: 'tidy' })] }))).toEqual([]);
    const { sites } = aRecoveryPlan();
    const swapped = alternativePlan(aRecoveryPlan({ failback: [aWave({ id: 'back' })] }), 'failback');
    expect(swapped).toMatchObject({ sites: { from: sites.to, to: sites.from }, waves: [{ id: 'back' }] });
    expect(alternativePlan(aRecoveryPlan({ failback: 'generate' }), 'failback')).toBeUndefined();
  });
});

describe('faults', () => {
  it('are sorted by line and column where those are known', () => {
    const places: Record<string, { line: number; column: number }> = {
      'waves[0].steps[0].target': { line: 9, column: 2 },
      'waves[0].steps[0].technology': { line: 9, column: 1 },
      sort: { line: 3, column: 1 },
    };
    const plan = { ...inOneWave(server('a', 1, { target: 'aps', technology: 'drss' })), sort: {} };
    const faults = faultsOf(plan, { locate: (path) => places[path] });
    expect(faults.map(({ line, column }) => [line, column])).toEqual([
      [3, 1],
      [9, 1],
      [9, 2],
    ]);
  });
});
