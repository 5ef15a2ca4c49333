import Type from 'typebox';

import { faultedResource } from '../../faults/fault-book.ts';
import { exactly } from '../../protocol/json-input.ts';
import type { Call } from '../../protocol/operation.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import { managedInstances } from './agents.ts';
import { sendCommand as startSending } from './command-life.ts';
import { checkParameters, commandDocument } from './documents.ts';
import { renderCommand } from './render-command.ts';
import { ssmError } from './ssm-errors.ts';
import { ssmOperation } from './ssm-operation.ts';
import type { Command, CommandDocument, CommandTarget, Invocation } from './ssm-state.ts';
import { drawnUuid } from './uuid.ts';

/** Seconds for which a new invocation does not exist for the API. */
const INVISIBLE_SECONDS = [1, 4] as const;
const DEFAULT_DELIVERY_SECONDS = 3_600;

const InstanceId = Type.String({ pattern: '^(i-[0-9a-f]{8,17}|mi-[0-9a-f]{17})$' });
const Share = Type.String({ pattern: '^([1-9][0-9]*|0|[1-9][0-9]%|[0-9]%|100%)$' });

/** `Key` and `Values` of a target. */
export const Target = exactly({
  Key: Type.String({ minLength: 1, maxLength: 163 }),
  Values: Type.Array(Type.String(), { minItems: 1, maxItems: 50 }),
});

/** Not idempotent: it takes no token. */
export const sendCommand = ssmOperation(
  exactly({
    DocumentName: Type.String({ minLength: 1 }),
    DocumentVersion: Type.Optional(Type.Enum(['$DEFAULT', '$LATEST', '1'])),
    InstanceIds: Type.Optional(Type.Array(InstanceId, { maxItems: 50 })),
    Targets: Type.Optional(Type.Array(Target, { maxItems: 5 })),
    Parameters: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    Comment: Type.Optional(Type.String({ maxLength: 100 })),
    TimeoutSeconds: Type.Optional(Type.Integer({ minimum: 30, maximum: 2_592_000 })),
    MaxConcurrency: Type.Optional(Share),
    MaxErrors: Type.Optional(Share),
  }),
  {
    name: 'SendCommand',
    writes: true,
    startsJob: true,
    resources: ({ InstanceIds = [] }) => InstanceIds,
    run: (call, input) => {
      const { place, now } = call;
      const document = commandDocument(place, input.DocumentName);
      const parameters = input.Parameters ?? {};
      checkParameters(parameters, document.parameters, 'InvalidParameters');
      const instances = chosenInstances(call, input);
      requirePlatform(instances, document);
      const order = place.ssm.commands.size + 1;
      const ids = instances.map(({ id }) => id);
      const id = commandId(call, document.name, ids);
      const command: Command = {
        id,
        order,
        document: withTimeout(document, parameters),
        comment: input.Comment ?? '',
        parameters,
        instanceIds: input.InstanceIds ?? [],
        targets: input.Targets ?? [],
        requestedAt: now,
        deliveryTimeoutSeconds: input.TimeoutSeconds ?? DEFAULT_DELIVERY_SECONDS,
        maxConcurrency: input.MaxConcurrency ?? '50',
        maxErrors: input.MaxErrors ?? '0',
        invocations: invocationsOf(call, id, instances),
      };
      place.ssm.commands.set(id, command);
      startSending(call, command);
      call.note(id, `${document.name} sent`);
      for (const instanceId of ids) call.note(instanceId, `receives ${document.name}`);
      return { Command: renderCommand(command) };
    },
  },
);

/** Depends on what is sent where, and on how often that has been sent; not on what is sent elsewhere. */
function commandId({ world, place }: Call, document: string, instanceIds: readonly string[]): string {
  const work = [place.accountId, place.region, document, ...instanceIds];
  const earlier = [...place.ssm.commands.values()].filter(
    (command) =>
      command.document.name === document &&
      command.invocations.map(({ instanceId }) => instanceId).join() === instanceIds.join(),
  );
  return drawnUuid(world.draws, [...work, earlier.length]);
}

/** @throws ValidationException unless there is one way of choosing; InvalidInstanceId for an instance without an agent */
function chosenInstances(
  call: Call,
  { InstanceIds = [], Targets = [] }: { InstanceIds?: string[]; Targets?: CommandTarget[] },
): Ec2Instance[] {
  if ((InstanceIds.length === 0) === (Targets.length === 0))
    throw ssmError('ValidationException', 'Either InstanceIds or Targets has to be given, and not both');
  if (new Set(InstanceIds).size < InstanceIds.length)
    throw ssmError('DuplicateInstanceId', 'An instance ID is given more than once');
  const managed = managedInstances(call, call.now);
  if (Targets.length > 0)
    return managed
      .filter(({ instance }) => Targets.every((target) => isTarget(instance, target)))
      .map(({ instance }) => instance);
  const found = InstanceIds.map((id) => managed.find(({ instance }) => instance.id === id)?.instance);
  const missing = InstanceIds.filter((_, index) => found[index] === undefined);
  if (missing.length > 0)
    throw ssmError('InvalidInstanceId', `Instances [[${missing.join(', ')}]] not in a valid state for account`);
  return found.filter((instance) => instance !== undefined);
}

function isTarget(instance: Ec2Instance, { Key, Values }: CommandTarget): boolean {
  if (Key === 'InstanceIds') return Values.includes(instance.id);
  if (Key === 'tag-key') return Values.some((name) => name in instance.tags);
  if (Key.startsWith('tag:')) return Values.includes(instance.tags[Key.slice(4)] ?? '\u0000');
  throw ssmError('ValidationException', `The simulator does not model the target ${Key}`);
}

function requirePlatform(instances: readonly Ec2Instance[], { platforms, name }: CommandDocument): void {
  const wrong = instances.find(({ platform }) => !platforms.includes(platform === 'windows' ? 'Windows' : 'Linux'));
  if (wrong)
    throw ssmError(
      'UnsupportedPlatformType',
      `${name} does not support the platform of ${wrong.id}: ${wrong.platform}`,
    );
}

/** The parameter `executionTimeout` of AWS's own documents. */
function withTimeout(
  document: CommandDocument,
  { executionTimeout }: Readonly<Record<string, readonly string[]>>,
): CommandDocument {
  const seconds = Number(executionTimeout?.[0]);
  return Number.isInteger(seconds) && seconds > 0 ? { ...document, executionTimeoutSeconds: seconds } : document;
}

function invocationsOf(call: Call, commandId: string, instances: readonly Ec2Instance[]): Invocation[] {
  const { world, now, strikes } = call;
  const meant = (id: string, wanted: string | undefined): boolean => wanted === undefined || wanted === id;
  const failing = strikes.flatMap(({ spec, id }) =>
    spec.kind === 'partial'
      ? [...instances]
          .filter((instance) => meant(instance.id, faultedResource(spec)))
          .sort((a, b) => world.draws.unit([id, a.id]) - world.draws.unit([id, b.id]))
          .slice(0, spec.servers ?? 1)
          .map((instance) => ({ id: instance.id, reason: spec.message ?? 'the command failed' }))
      : [],
  );
  return instances.map((instance) => {
    const own = strikes.filter(({ spec }) => meant(instance.id, faultedResource(spec)));
    const reason = failing.find(({ id }) => id === instance.id)?.reason;
    const seconds = world.draws.between(INVISIBLE_SECONDS, [commandId, instance.id, 'visible']);
    return {
      instanceId: instance.id,
      instanceName: instance.tags['Name'] ?? '',
      visibleAt: now + Math.round(seconds * 1000),
      isStuck: own.some(({ spec }) => spec.kind === 'stuck'),
      delayMs: own.reduce((sum, { spec }) => sum + (spec.kind === 'late' ? (spec.jobSeconds ?? 0) * 1000 : 0), 0),
      ...(reason === undefined ? {} : { plannedFailure: reason }),
    };
  });
}
