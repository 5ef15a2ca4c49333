import { Type } from 'typebox';
import { ETAG, ifMatchHeaders, LOCATION, optionalIfMatchHeaders } from '../shared/conditional.ts';
import { EXECUTION_PROBLEMS, START_PROBLEMS } from '../shared/problem-codes.ts';
import { defineRoute } from '../shared/route.ts';
import { MARKDOWN } from '../shared/schemas.ts';
import {
  CancelSchema,
  CommitListSchema,
  EventsHeaders,
  EventsQuery,
  ExecutionPageQuery,
  ExecutionPageSchema,
  ExecutionParams,
  FollowUpQuery,
  FollowUpSchema,
  GateListSchema,
  GateParams,
  IdempotencyHeaders,
  NoteSchema,
  ResolveGateSchema,
  RollBackSchema,
  StartedSchema,
  StartExecutionSchema,
  TakeOverSchema,
} from './execution-schemas.ts';
import { ExecutionReportSchema, GateReportSchema } from './report-schemas.ts';

const tag = 'executions';
const gates = 'gates';

/** What a command on an execution has in common: it is recorded at once and takes effect as steps come to their end. */
const command = {
  method: 'POST',
  tag,
  permission: 'executions:control',
  params: ExecutionParams,
  headers: optionalIfMatchHeaders,
  answers: { 202: { description: 'recorded; the report as it is now', schema: ExecutionReportSchema, headers: ETAG } },
  problems: [...EXECUTION_PROBLEMS, 'execution-changed'],
} as const;

/** The routes of executions and their gates. */
export const executionRoutes = {
  startExecution: defineRoute({
    method: 'POST',
    url: '/v1/executions',
    operationId: 'startExecution',
    summary: 'Runs a plan',
    description:
      'Modes other than drill and cleanup need the permission `executions:start-recovery` besides; a recovery, failback or ' +
      'rollback needs `confirm` and `incident`, and each of them and a keep a `reason`. A cleanup, rollback, failback or ' +
      'keep names the execution that it is `of`. A keep makes production of what a drill launched: it loses its expiry, no ' +
      'clean-up takes it, and neither a drill nor a recovery launches over it.',
    tag,
    permission: 'executions:start',
    headers: IdempotencyHeaders,
    body: StartExecutionSchema,
    answers: { 202: { description: 'requested', schema: StartedSchema, headers: LOCATION } },
    problems: START_PROBLEMS,
  }),
  listExecutions: defineRoute({
    method: 'GET',
    url: '/v1/executions',
    operationId: 'listExecutions',
    summary: 'The executions, newest first',
    tag,
    permission: 'executions:read',
    query: ExecutionPageQuery,
    answers: { 200: { description: 'a page of executions', schema: ExecutionPageSchema } },
    problems: [],
  }),
  showExecution: defineRoute({
    method: 'GET',
    url: '/v1/executions/:id',
    operationId: 'showExecution',
    summary: 'The report of an execution, live while it runs',
    tag,
    permission: 'executions:read',
    params: ExecutionParams,
    answers: { 200: { description: 'the report', schema: ExecutionReportSchema, headers: ETAG } },
    problems: ['execution-unknown'],
  }),
  listEvents: defineRoute({
    method: 'GET',
    url: '/v1/executions/:id/events',
    operationId: 'listExecutionEvents',
    summary: 'The history of an execution: as JSON, or as it happens',
    description:
      'With `accept: text/event-stream` the stored commits are sent and then each new one: event `commit`, its version as ' +
      'id. `progress` events without an id tell how far running steps are. After the last commit comes an event `end` and ' +
      'the stream closes. Reconnecting with `last-event-id` loses and repeats nothing; when nothing can follow any more ' +
      'the answer is 204, which tells an EventSource to stop.',
    tag,
    permission: 'executions:read',
    params: ExecutionParams,
    query: EventsQuery,
    headers: EventsHeaders,
    answers: {
      200: {
        description: 'the commits, oldest first',
        schema: CommitListSchema,
        mediaTypes: { 'text/event-stream': Type.String() },
      },
      204: { description: 'as a stream only: the execution has ended and everything was sent before' },
    },
    problems: ['execution-unknown'],
  }),
  pauseExecution: defineRoute({
    ...command,
    url: '/v1/executions/:id/pause',
    operationId: 'pauseExecution',
    summary: 'Holds an execution: running steps go on to their end, nothing new starts',
    body: NoteSchema,
  }),
  resumeExecution: defineRoute({
    ...command,
    url: '/v1/executions/:id/resume',
    operationId: 'resumeExecution',
    summary: 'Lets a held execution go on',
    body: NoteSchema,
  }),
  cancelExecution: defineRoute({
    ...command,
    url: '/v1/executions/:id/cancel',
    operationId: 'cancelExecution',
    summary: 'Ends an execution: running steps are followed to their end, nothing new starts',
    body: CancelSchema,
  }),
  takeOverExecution: defineRoute({
    ...command,
    url: '/v1/executions/:id/take-over',
    operationId: 'takeOverExecution',
    summary: "Lets this service's engine go on with an execution whose own engine is lost",
    description:
      'The execution goes on from its stored events, at the next engine epoch. The engine that had it is refused from then ' +
      'on, also when it comes back; how far that reaches a hub that is cut off but alive depends on the store. Repeated, it ' +
      'starts another epoch, which adopts what runs.',
    permission: 'executions:take-over',
    body: TakeOverSchema,
  }),
  rollBackExecution: defineRoute({
    method: 'POST',
    url: '/v1/executions/:id/rollback',
    operationId: 'rollBackExecution',
    summary: 'Takes back what an execution did, as an execution of its own',
    tag,
    permission: 'executions:start-recovery',
    params: ExecutionParams,
    headers: IdempotencyHeaders,
    body: RollBackSchema,
    answers: { 202: { description: 'requested', schema: StartedSchema, headers: LOCATION } },
    problems: [...START_PROBLEMS, 'execution-unknown'],
  }),
  showFollowUp: defineRoute({
    method: 'GET',
    url: '/v1/executions/:id/follow-up',
    operationId: 'showFollowUp',
    summary: 'What a cleanup, rollback, failback or keep of an execution would run, for review before it is started',
    tag,
    permission: 'executions:read',
    params: ExecutionParams,
    query: FollowUpQuery,
    answers: { 200: { description: 'its plan and what to know of it', schema: FollowUpSchema } },
    problems: ['execution-unknown', 'plan-unknown'],
  }),
  showExecutionRunbook: defineRoute({
    method: 'GET',
    url: '/v1/executions/:id/runbook',
    operationId: 'showExecutionRunbook',
    summary: 'The steps of an execution, with the resources it found, as a document that people can follow by hand',
    tag,
    permission: 'executions:read',
    params: ExecutionParams,
    answers: { 200: { description: 'the runbook', mediaTypes: MARKDOWN } },
    problems: ['execution-unknown', 'execution-not-running'],
  }),
  listGates: defineRoute({
    method: 'GET',
    url: '/v1/executions/:id/gates',
    operationId: 'listGates',
    summary: 'Every gate that has opened so far',
    tag: gates,
    permission: 'executions:read',
    params: ExecutionParams,
    answers: { 200: { description: 'the gates', schema: GateListSchema } },
    problems: ['execution-unknown'],
  }),
  showGate: defineRoute({
    method: 'GET',
    url: '/v1/executions/:id/gates/:gateId',
    operationId: 'showGate',
    summary: 'What an execution waits for',
    tag: gates,
    permission: 'executions:read',
    params: GateParams,
    answers: { 200: { description: 'the gate', schema: GateReportSchema, headers: ETAG } },
    problems: ['gate-unknown'],
  }),
  resolveGate: defineRoute({
    method: 'POST',
    url: '/v1/executions/:id/gates/:gateId/resolve',
    operationId: 'resolveGate',
    summary: 'Answers at a gate',
    description: 'Actions other than approve and reject need the permission `gates:decide` besides.',
    tag: gates,
    permission: 'gates:resolve',
    params: GateParams,
    headers: ifMatchHeaders,
    body: ResolveGateSchema,
    answers: { 200: { description: 'the gate after the answer', schema: GateReportSchema, headers: ETAG } },
    problems: [...EXECUTION_PROBLEMS, 'execution-changed', 'if-match-required'],
  }),
} as const;
