import Type from 'typebox';

import { RegionName, strict } from './common-schema.ts';

const Name = Type.String({ pattern: '^[^\\s/](?:[^/]{0,62}[^\\s/])?$' });
const State = Type.Enum(['On', 'Off']);

const Rule = Type.Object(
  {
    type: Type.Enum(['atleast', 'and', 'or']),
    threshold: Type.Optional(Type.Integer({ minimum: 1, description: 'Of atleast; default 1' })),
    inverted: Type.Optional(Type.Boolean({ description: 'Default no' })),
  },
  strict,
);

const SafetyRule = Type.Object(
  {
    name: Name,
    kind: Type.Enum(['assertion', 'gating'], {
      description: 'assertion: the controls satisfy the rule after a change; gating: before the targets may change',
    }),
    controls: Type.Array(Name, { minItems: 1, description: 'Controls that the rule looks at' }),
    targets: Type.Optional(Type.Array(Name, { minItems: 1, description: 'Of a gating rule' })),
    rule: Rule,
  },
  strict,
);

const ControlPanel = Type.Object(
  {
    name: Name,
    controls: Type.Array(Type.Object({ name: Name, state: Type.Optional(State) }, strict), {
      description: 'Off unless told',
    }),
    safetyRules: Type.Optional(Type.Array(SafetyRule)),
  },
  strict,
);

/** The routing controls of an account (Application Recovery Controller). */
export const RoutingControlSpec = Type.Object(
  {
    clusters: Type.Array(
      Type.Object(
        {
          name: Name,
          regions: Type.Optional(
            Type.Array(RegionName, {
              minItems: 5,
              maxItems: 5,
              description: 'Of the endpoints; default us-east-1, us-west-2, eu-west-1, ap-northeast-1, ap-southeast-2',
            }),
          ),
          panels: Type.Array(ControlPanel),
        },
        strict,
      ),
    ),
  },
  strict,
);

export type RoutingControlSpec = Type.Static<typeof RoutingControlSpec>;
export type SafetyRuleSpec = Type.Static<typeof SafetyRule>;
export type ControlPanelSpec = Type.Static<typeof ControlPanel>;
