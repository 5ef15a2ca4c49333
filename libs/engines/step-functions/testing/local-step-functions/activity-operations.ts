import { Type } from 'typebox';
import { Activity } from './activity.ts';
import { TaskFailedError, type ActivityTask } from './activity-task.ts';
import { Arn, Name, operation, parsed, secondsOf, type Operation, type Reply } from './operation.ts';
import { MAX_PAYLOAD_BYTES } from './play.ts';
import { ServiceError } from './service-error.ts';
import { after } from './timer.ts';

const Token = Type.String({ minLength: 1, maxLength: 2_048 });
const token = { taskToken: Token };

/** The operations of activities and of those who work on them. */
export const ACTIVITY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateActivity: operation({ name: Name }, ({ name }, { play, place }) => {
    const activityArn = `arn:aws:states:${place.region}:${place.account}:activity:${name}`;
    const known = play.activities.get(activityArn);
    const createdAt = known?.createdAt ?? Date.now();
    if (known === undefined) play.activities.set(activityArn, { name, createdAt, queue: new Activity() });
    return { activityArn, creationDate: secondsOf(createdAt) };
  }),

  DescribeActivity: operation({ activityArn: Arn }, ({ activityArn }, { play }) => {
    const known = play.activities.get(activityArn);
    if (known === undefined)
      throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${activityArn}'`);
    return { activityArn, name: known.name, creationDate: secondsOf(known.createdAt) };
  }),

  GetActivityTask: operation(
    { activityArn: Arn, workerName: Type.Optional(Name) },
    ({ activityArn }, { play, pollSeconds, gone, losesReply }) => {
      const queue = play.activity(activityArn);
      return new Promise<Reply>((resolve) => {
        if (gone.aborted) return resolve('lost');
        const settle = (task: ActivityTask | undefined) => {
          stopTimer();
          gone.removeEventListener('abort', leave);
          if (task === undefined) return resolve({ taskToken: null, input: null });
          resolve(losesReply(activityArn) ? 'lost' : { taskToken: task.token, input: task.input });
        };
        const leave = () => {
          takeBack();
          settle(undefined);
        };
        const stopTimer = after(pollSeconds, leave);
        gone.addEventListener('abort', leave, { once: true });
        const takeBack = queue.poll({ answer: settle });
      });
    },
  ),

  SendTaskSuccess: operation({ ...token, output: Type.String() }, ({ taskToken, output }, { play }) => {
    const task = play.openTask(taskToken);
    if (Buffer.byteLength(output) > MAX_PAYLOAD_BYTES)
      throw new ServiceError('InvalidOutput', `the output has more than ${MAX_PAYLOAD_BYTES} bytes`);
    task.succeed(parsed(output, 'InvalidOutput'));
    return {};
  }),

  SendTaskFailure: operation(
    {
      ...token,
      error: Type.Optional(Type.String({ maxLength: 256 })),
      cause: Type.Optional(Type.String({ maxLength: 32_768 })),
    },
    ({ taskToken, error = 'States.TaskFailed', cause = '' }, { play }) => {
      play.openTask(taskToken).fail(new TaskFailedError(error, cause));
      return {};
    },
  ),

  SendTaskHeartbeat: operation(token, ({ taskToken }, { play }) => {
    play.openTask(taskToken).beat();
    return {};
  }),
};
