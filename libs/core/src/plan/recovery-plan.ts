import { Type, type Static, type TSchema, type TString } from 'typebox';
import { INTENTS, MODES } from '../shared/modes.ts';
import { ROLES } from '../shared/actor.ts';
import { LaunchSchema } from './launch/launch-schema.ts';

/** One of these words. A union of literals would give one error for each of them. */
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: [...values] });
const strict = { additionalProperties: false } as const;

/** Names in a plan: kebab-case, a letter first, at most 63 characters. */
const Name = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
const Reference = (what: string) => Type.String({ minLength: 1, maxLength: 256, description: what });
const Tags = Type.Record(Type.String({ maxLength: 128 }), Type.String({ maxLength: 256 }));
/** A mapping whose keys are names; other keys are refused. */
const named = <Value extends TSchema>(key: TString, value: Value) => Type.Record(key, value, strict);
const Text = Type.String({ minLength: 1, maxLength: 4000 });
const Minutes = Type.Number({ exclusiveMinimum: 0, maximum: 10_080 });
const Modes = Type.Array(oneOf(MODES), { minItems: 1, uniqueItems: true });

const Parameter = Type.Object(
  {
    type: oneOf(['text', 'number', 'account', 'region', 'secret']),
    default: Type.Optional(Type.Union([Type.String(), Type.Number()])),
    description: Type.Optional(Text),
  },
  strict,
);

const TargetSchema = Type.Object(
  {
    account: Reference('12 digits, or a reference to a parameter of type account'),
    site: Type.Optional(oneOf(['from', 'to'])),
    region: Type.Optional(Reference('a Region, or a reference to a parameter of type region; instead of site')),
  },
  strict,
);

/** Which resources: by ids, or by tags (`allOf` and, `anyOf` or, `noneOf` and-not). */
export const SelectionSchema = Type.Object(
  {
    ids: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 4000 })),
    allOf: Type.Optional(Tags),
    anyOf: Type.Optional(Tags),
    noneOf: Type.Optional(Tags),
  },
  strict,
);

const ProtectionGroupSchema = Type.Object(
  {
    technology: Name,
    target: Name,
    select: SelectionSchema,
    expect: Type.Optional(
      Type.Object({ min: Type.Integer({ minimum: 0 }), max: Type.Integer({ minimum: 0 }) }, strict),
    ),
    launch: Type.Optional(LaunchSchema),
  },
  strict,
);

const When = Type.Object(
  {
    intent: Type.Optional(Type.Array(oneOf(INTENTS), { minItems: 1, uniqueItems: true })),
    mode: Type.Optional(Modes),
  },
  strict,
);

const Tolerate = Type.Object(
  {
    failedPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    failedCount: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { ...strict, minProperties: 1 },
);

const Retry = Type.Object(
  {
    /** Attempts in total, the first one included. */
    attempts: Type.Integer({ minimum: 1, maximum: 10 }),
    only: Type.Optional(oneOf(['failed', 'all'])),
    backoffSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 3600 })),
  },
  strict,
);

export const StepSchema = Type.Object(
  {
    id: Name,
    technology: Name,
    operation: Name,
    description: Type.Optional(Text),
    target: Type.Optional(Name),
    after: Type.Optional(Type.Array(Name, { minItems: 1, uniqueItems: true })),
    when: Type.Optional(When),
    params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Where and with which parameters a drill exercises the step; without it a drill only validates what is disruptive. */
    drill: Type.Optional(
      Type.Object(
        { target: Type.Optional(Name), params: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
        { ...strict, minProperties: 1 },
      ),
    ),
    timeoutMinutes: Type.Optional(Minutes),
    tolerate: Type.Optional(Tolerate),
    retry: Type.Optional(Retry),
    instructions: Type.Optional(Text),
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    expectedMinutes: Type.Optional(Minutes),
  },
  strict,
);

const Approval = Type.Object(
  {
    modes: Type.Optional(Modes),
    from: Type.Array(Type.Object({ role: oneOf(ROLES), count: Type.Integer({ minimum: 1, maximum: 20 }) }, strict), {
      minItems: 1,
    }),
    excludes: Type.Optional(Type.Array(oneOf(['initiator']), { uniqueItems: true })),
    timeoutMinutes: Type.Optional(Minutes),
    /** What an elapsed time limit does. It never approves: `hold` goes on waiting and says so, `reject` rejects. */
    onTimeout: Type.Optional(oneOf(['hold', 'reject'])),
    instructions: Type.Optional(Text),
  },
  strict,
);

const PauseBefore = Type.Object({ modes: Type.Optional(Modes), instructions: Type.Optional(Text) }, strict);

export const WaveSchema = Type.Object(
  {
    id: Name,
    description: Type.Optional(Text),
    dependsOn: Type.Optional(Type.Array(Name, { uniqueItems: true })),
    approval: Type.Optional(Approval),
    pauseBefore: Type.Optional(PauseBefore),
    onFailure: Type.Optional(oneOf(['pause', 'stop', 'continue'])),
    steps: Type.Array(StepSchema, { minItems: 1, maxItems: 5000 }),
  },
  strict,
);

/** The recovery plan as its author writes it, in YAML or JSON. Unknown fields are refused. */
export const RecoveryPlanSchema = Type.Object(
  {
    apiVersion: Type.Literal('breakwater/v1'),
    kind: Type.Literal('RecoveryPlan'),
    name: Name,
    description: Type.Optional(Text),
    owner: Type.String({ minLength: 1, maxLength: 256 }),
    labels: Type.Optional(Tags),
    tier: Type.Optional(Type.Integer({ minimum: 0, maximum: 4 })),
    objectives: Type.Object(
      {
        rtoMinutes: Minutes,
        rtoStartsAt: Type.Optional(oneOf(['declared', 'started'])),
        rpoMinutes: Type.Number({ minimum: 0, maximum: 10_080 }),
      },
      strict,
    ),
    sites: Type.Object(
      {
        from: Type.Object({ region: Reference('a Region') }, strict),
        to: Type.Object({ region: Reference('a Region') }, strict),
      },
      strict,
    ),
    parameters: Type.Optional(named(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,62}$' }), Parameter)),
    targets: Type.Optional(named(Name, TargetSchema)),
    protectionGroups: Type.Optional(named(Name, ProtectionGroupSchema)),
    /** `verify`: a drill is refused whose instances could reach anything outside their isolated network. */
    drill: Type.Optional(Type.Object({ isolation: oneOf(['verify']) }, strict)),
    order: Type.Optional(Type.Literal('listed')),
    waves: Type.Array(WaveSchema, { minItems: 1, maxItems: 200 }),
    failback: Type.Optional(Type.Union([oneOf(['generate', 'none']), Type.Array(WaveSchema, { minItems: 1 })])),
    cleanup: Type.Optional(Type.Union([oneOf(['generate', 'none']), Type.Array(WaveSchema, { minItems: 1 })])),
  },
  { ...strict, title: 'RecoveryPlan', description: 'A Breakwater recovery plan' },
);

export type RecoveryPlan = Static<typeof RecoveryPlanSchema>;
export type PlanWave = Static<typeof WaveSchema>;
export type PlanStep = Static<typeof StepSchema>;
export type PlanApproval = Static<typeof Approval>;
export type Selection = Static<typeof SelectionSchema>;
export type ProtectionGroup = Static<typeof ProtectionGroupSchema>;
export type FailurePolicy = 'pause' | 'stop' | 'continue';
