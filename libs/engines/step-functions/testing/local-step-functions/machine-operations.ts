import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { Arn, Name, operation, parsed, Payload, secondsOf, type Operation, type Place } from './operation.ts';
import type { ExecutionRecord, Play, StateMachineRecord } from './play.ts';
import { ServiceError } from './service-error.ts';
import { definitionFaults } from './validate-definition.ts';

const Definition = Type.String({ minLength: 1, maxLength: 1_048_576 });

/** The operations of state machines and executions. */
export const MACHINE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateStateMachine: operation(
    { name: Name, definition: Definition, roleArn: Arn, type: Type.Optional(Type.Literal('STANDARD')) },
    ({ name, definition, roleArn }, { play, place }) => {
      const arn = `${arnOf(place, 'stateMachine')}:${name}`;
      const known = play.machines.get(arn);
      if (known !== undefined && (known.definition !== definition || known.roleArn !== roleArn))
        throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      checkDefinition(definition);
      const machine = known ?? { arn, name, definition, roleArn, createdAt: Date.now() };
      play.machines.set(arn, machine);
      return { stateMachineArn: arn, creationDate: secondsOf(machine.createdAt) };
    },
  ),

  UpdateStateMachine: operation({ stateMachineArn: Arn, definition: Definition }, (input, { play }) => {
    checkDefinition(input.definition);
    machineOf(play, input.stateMachineArn).definition = input.definition;
    return { updateDate: secondsOf(Date.now()) };
  }),

  PublishStateMachineVersion: operation({ stateMachineArn: Arn }, ({ stateMachineArn }, { play }) => {
    const machine = machineOf(play, stateMachineArn);
    let number = 1;
    while (play.machines.has(`${stateMachineArn}:${number}`)) number += 1;
    const versionArn = `${stateMachineArn}:${number}`;
    play.machines.set(versionArn, { ...machine });
    return { stateMachineVersionArn: versionArn, creationDate: secondsOf(Date.now()) };
  }),

  DescribeStateMachine: operation({ stateMachineArn: Arn }, ({ stateMachineArn }, { play }) => {
    const { name, definition, roleArn, createdAt } = machineOf(play, stateMachineArn);
    return {
      stateMachineArn,
      name,
      definition,
      roleArn,
      type: 'STANDARD',
      status: 'ACTIVE',
      creationDate: secondsOf(createdAt),
    };
  }),

  StartExecution: operation(
    { stateMachineArn: Arn, name: Type.Optional(Name), input: Type.Optional(Payload) },
    ({ stateMachineArn, name = randomUUID(), input = '{}' }, { play, place }) => {
      const machine = machineOf(play, stateMachineArn);
      const arn = `${arnOf(place, 'execution')}:${machine.name}:${name}`;
      const known = play.executions.get(arn);
      if (known !== undefined) return startedAgain(known, input);
      parsed(input, 'InvalidExecutionInput');
      const record: ExecutionRecord = {
        arn,
        name,
        machineArn: machine.arn,
        input,
        startedAt: Date.now(),
        status: 'RUNNING',
      };
      play.start(record, machine.definition);
      return started(record);
    },
  ),

  DescribeExecution: operation({ executionArn: Arn }, ({ executionArn }, { play }) => {
    const { output, error, cause, ...record } = executionOf(play, executionArn);
    return {
      ...summaryOf(record),
      input: record.input,
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    };
  }),

  StopExecution: operation(
    { executionArn: Arn, error: Type.Optional(Type.String()), cause: Type.Optional(Type.String()) },
    ({ executionArn, ...reason }, { play }) => {
      const record = executionOf(play, executionArn);
      play.stop(record, reason);
      return { stopDate: secondsOf(record.stoppedAt ?? Date.now()) };
    },
  ),

  ListExecutions: operation(
    {
      stateMachineArn: Arn,
      statusFilter: Type.Optional(Type.Enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'])),
    },
    ({ stateMachineArn, statusFilter }, { play }) => {
      machineOf(play, stateMachineArn);
      const ofMachine = [...play.executions.values()].filter(({ machineArn }) => machineArn === stateMachineArn);
      const asked = ofMachine.filter(({ status }) => statusFilter === undefined || status === statusFilter);
      return { executions: asked.toReversed().map(summaryOf) };
    },
  ),
};

const arnOf = ({ account, region }: Place, kind: string): string => `arn:aws:states:${region}:${account}:${kind}`;

function checkDefinition(definition: string): void {
  const faults = definitionFaults(parsed(definition, 'InvalidDefinition'));
  if (faults !== undefined) throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${faults}`);
}

function machineOf(play: Play, arn: string): StateMachineRecord {
  const machine = play.machines.get(arn);
  if (machine === undefined)
    throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function executionOf(play: Play, arn: string): ExecutionRecord {
  const record = play.executions.get(arn);
  if (record === undefined) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return record;
}

/** The same name may be used again only for the same input, and only while the execution runs. */
function startedAgain(known: ExecutionRecord, input: string) {
  if (known.status === 'RUNNING' && known.input === input) return started(known);
  throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
}

const started = ({ arn, startedAt }: ExecutionRecord) => ({ executionArn: arn, startDate: secondsOf(startedAt) });

const summaryOf = ({ arn, machineArn, name, status, startedAt, stoppedAt }: ExecutionRecord) => ({
  executionArn: arn,
  stateMachineArn: machineArn,
  name,
  status,
  startDate: secondsOf(startedAt),
  ...(stoppedAt !== undefined && { stopDate: secondsOf(stoppedAt) }),
});
