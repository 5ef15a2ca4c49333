import type { DurationEstimate, ManualInstruction } from '@breakwater/core';
import { awsCli, shellWord } from '../steps/cli.ts';
import { isEvent, payloadText, type InvokeLambdaRequest } from './params.ts';

/**
 * Seconds. A function runs 15 minutes at most; a durable one up to a year, of which a step waits a day unless told. The
 * typical figures are our assumption.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const ESTIMATES = {
  event: { typicalSeconds: 2, longestSeconds: 300 },
  function: { typicalSeconds: 30, longestSeconds: 960 },
  durable: { typicalSeconds: 300, longestSeconds: 86_400 },
} satisfies Record<string, DurationEstimate>;

export function invocationEstimate({ params }: Pick<InvokeLambdaRequest, 'params'>): DurationEstimate {
  if (params.durable === true && isEvent(params)) return ESTIMATES.durable;
  return isEvent(params) ? ESTIMATES.event : ESTIMATES.function;
}

/** How a person invokes the function by hand, with the AWS CLI and credentials of the target account. */
export function invokeLambdaRunbook({ target, params }: InvokeLambdaRequest): ManualInstruction[] {
  const event = isEvent(params);
  const payload = payloadText(params);
  const command = [
    'lambda invoke',
    `--function-name ${shellWord(params.function)}`,
    ...(params.qualifier === undefined ? [] : [`--qualifier ${shellWord(params.qualifier)}`]),
    `--invocation-type ${event ? 'Event' : 'RequestResponse'}`,
    ...(payload === '' ? [] : [`--cli-binary-format raw-in-base64-out --payload ${shellWord(payload)}`]),
    // The command line would retry by itself, and run the function twice.
    ...(event ? [] : ['--cli-read-timeout 930']),
    'answer.json',
  ].join(' ');
  return [
    {
      text: `In account ${target.account}: invoke the function once. Without an answer, look at its log before invoking it again.`,
      commands: [`AWS_MAX_ATTEMPTS=1 ${awsCli(target, command)}`],
    },
    event
      ? { text: 'StatusCode 202 says that it is queued, not that it ran: look at what it should have done.' }
      : {
          text: 'It has succeeded only if there is no FunctionError in the answer, whatever StatusCode says.',
          commands: ['cat answer.json'],
        },
  ];
}
