import Type from 'typebox';

import { jsonOperations } from '../../protocol/json-input.ts';
import type { Answer, Call } from '../../protocol/operation.ts';
import { InvalidTokenError, pageByPlace } from '../../protocol/paginate.ts';
import { rewriteList } from '../../protocol/rewrite-status.ts';
import { ServiceError } from '../../protocol/service-error.ts';
import type { ControlState, RoutingControl } from './routing-controls.ts';
import { panelsOf } from './routing-controls.ts';
import { brokenRule } from './safety-rules.ts';

const Arn = Type.String({ pattern: '^[A-Za-z0-9:\\/_-]*$', minLength: 1, maxLength: 255 });
const State = Type.Enum(['On', 'Off']);
const Overrides = Type.Optional(Type.Array(Arn));
const LONGEST_PAGE = 1_000;

const arcOperation = jsonOperations(invalid);

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message, { members: { reason: 'FIELD_VALIDATION_FAILED' } });
}

/** Every endpoint answers for its own cluster only. @throws ResourceNotFoundException */
function findControl(call: Call, arn: string): RoutingControl {
  const controls = controlsHere(call);
  const found = controls.find((control) => control.arn === arn);
  if (found) return found;
  throw new ServiceError('ResourceNotFoundException', 404, `The routing control ${arn} was not found`, {
    members: { resourceId: arn, resourceType: 'routingControl' },
  });
}

function controlsHere({ world, place }: Call): RoutingControl[] {
  return panelsOf(world, place.accountId)
    .filter(({ regions }) => regions.includes(place.region))
    .flatMap(({ controls }) => controls);
}

function renderControl({ arn, name, state }: RoutingControl): Answer {
  return { RoutingControlArn: arn, RoutingControlName: name, RoutingControlState: state };
}

export const getRoutingControlState = arcOperation(Type.Object({ RoutingControlArn: Arn }), {
  name: 'GetRoutingControlState',
  resources: ({ RoutingControlArn }) => [RoutingControlArn],
  run: (call, { RoutingControlArn }) => renderControl(findControl(call, RoutingControlArn)),
  rewriteStatus: (answer, word) => ({ ...answer, RoutingControlState: word }),
});

export const listRoutingControls = arcOperation(
  Type.Object({
    ControlPanelArn: Type.Optional(Arn),
    NextToken: Type.Optional(Type.String()),
    MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_PAGE })),
  }),
  {
    name: 'ListRoutingControls',
    resources: ({ ControlPanelArn }) => (ControlPanelArn === undefined ? [] : [ControlPanelArn]),
    run: (call, { ControlPanelArn, NextToken, MaxResults }) => {
      const controls = controlsHere(call).filter(
        ({ panel }) => ControlPanelArn === undefined || panel.arn === ControlPanelArn,
      );
      const list = {
        items: controls,
        scope: ['routing-controls', ControlPanelArn],
        longestPage: LONGEST_PAGE,
      };
      try {
        const { items, nextToken } = pageByPlace(list, { maxResults: MaxResults, nextToken: NextToken });
        const RoutingControls = items.map((control) => ({
          ...renderControl(control),
          ControlPanelArn: control.panel.arn,
          ControlPanelName: control.panel.name,
          Owner: call.place.accountId,
        }));
        return { RoutingControls, NextToken: nextToken };
      } catch (error) {
        if (error instanceof InvalidTokenError) throw invalid(error.message);
        throw error;
      }
    },
    rewriteStatus: (answer, word, arn) =>
      rewriteList(answer, 'RoutingControls', (entry) =>
        arn === undefined || entry['RoutingControlArn'] === arn ? { ...entry, RoutingControlState: word } : entry,
      ),
  },
);

export const updateRoutingControlState = arcOperation(
  Type.Object({ RoutingControlArn: Arn, RoutingControlState: State, SafetyRulesToOverride: Overrides }),
  {
    name: 'UpdateRoutingControlState',
    writes: true,
    resources: ({ RoutingControlArn }) => [RoutingControlArn],
    run: (call, { SafetyRulesToOverride = [], ...entry }) => {
      update(call, [entry], SafetyRulesToOverride);
      return {};
    },
  },
);

export const updateRoutingControlStates = arcOperation(
  Type.Object({
    UpdateRoutingControlStateEntries: Type.Array(Type.Object({ RoutingControlArn: Arn, RoutingControlState: State }), {
      minItems: 1,
    }),
    SafetyRulesToOverride: Overrides,
  }),
  {
    name: 'UpdateRoutingControlStates',
    writes: true,
    resources: ({ UpdateRoutingControlStateEntries }) =>
      UpdateRoutingControlStateEntries.map(({ RoutingControlArn }) => RoutingControlArn),
    run: (call, { UpdateRoutingControlStateEntries, SafetyRulesToOverride = [] }) => {
      update(call, UpdateRoutingControlStateEntries, SafetyRulesToOverride);
      return {};
    },
  },
);

interface StateEntry {
  readonly RoutingControlArn: string;
  readonly RoutingControlState: ControlState;
}

/** All or nothing. @throws ConflictException when a safety rule forbids it */
function update(call: Call, entries: readonly StateEntry[], overrides: readonly string[]): void {
  const wanted = new Map(
    entries.map(({ RoutingControlArn, RoutingControlState }) => [
      findControl(call, RoutingControlArn),
      RoutingControlState,
    ]),
  );
  if (wanted.size !== entries.length) throw invalid('a routing control appears twice in the request');
  if (new Set([...wanted.keys()].map(({ panel }) => panel)).size > 1) {
    throw invalid('the routing controls of a request belong to one control panel');
  }
  const broken = brokenRule(wanted, overrides);
  if (broken) {
    const message = `The routing control states cannot be changed: the safety rule ${broken.name} (${broken.arn}) is not satisfied`;
    throw new ServiceError('ConflictException', 409, message, {
      members: { resourceId: broken.arn, resourceType: 'safetyRule' },
    });
  }
  for (const [control, state] of wanted) {
    control.state = state;
    call.note(control.arn, `routing control ${control.name} ${state}`);
  }
}
