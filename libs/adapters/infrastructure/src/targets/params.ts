import { Type, type Static } from 'typebox';
import type { OperationRequest } from '@breakwater/core';
import type { TargetRef } from '../load-balancing/target-health.ts';

const strict = { additionalProperties: false } as const;

/** An id by itself means the group's own port, so that another step's list of ids can stand here as it is. */
const TargetParam = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object(
    {
      id: Type.String({ minLength: 1 }),
      port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
      availabilityZone: Type.Optional(Type.String({ minLength: 1 })),
    },
    strict,
  ),
]);

const Targets = Type.Array(TargetParam, {
  minItems: 1,
  maxItems: 1_000,
  uniqueItems: true,
  description: 'instance ids or addresses, with a port where it is not the group’s own',
});

export const TargetGroupArn = Type.String({
  pattern: '^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:targetgroup/.+$',
});

export const ShiftTargetsParams = Type.Object(
  {
    targetGroupArn: TargetGroupArn,
    register: Type.Optional(Targets),
    deregister: Type.Optional(Targets),
    waitForDraining: Type.Optional(
      Type.Boolean({
        description: 'wait until deregistered targets have finished what they had; default: new connections have ended',
      }),
    ),
  },
  { ...strict, anyOf: [{ required: ['register'] }, { required: ['deregister'] }] },
);
export type ShiftTargetsParams = Static<typeof ShiftTargetsParams>;

export const ShiftTargetsOutputs = Type.Object(
  { registered: Type.Array(Type.String()), deregistered: Type.Array(Type.String()) },
  { ...strict, description: 'ids of targets' },
);

export type ShiftTargetsRequest = OperationRequest<ShiftTargetsParams>;

const targetRef = (target: Static<typeof TargetParam>): TargetRef =>
  typeof target === 'string' ? { id: target } : target;

/** What comes and what goes, healthy before anything goes. In a runbook, a reference may stand where a list will be. */
export const shiftOf = ({ register = [], deregister = [] }: ShiftTargetsParams) => ({
  incoming: [register].flat().map(targetRef),
  outgoing: [deregister].flat().map(targetRef),
});
