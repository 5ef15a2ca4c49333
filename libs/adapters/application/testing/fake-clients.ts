import { NO_USAGE, type AwsClients } from '@breakwater/core';

/** Answers a command by the name of its class without `Command`; throws to refuse. */
export type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>>;

interface SdkCommand {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/** Clients of an AWS that knows a few calls and nothing else, for what the simulator does not play. */
export function fakeClients(answers: Answers): AwsClients & { readonly calls: readonly string[] } {
  const calls: string[] = [];
  const send = async (command: SdkCommand): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '');
    calls.push(name);
    const answer = answers[name];
    if (answer === undefined) throw new RangeError(`nobody expects ${name}`);
    return answer(command.input);
  };
  return {
    calls,
    client: <Client>() => ({ send }) as unknown as Client,
    whoAmI: async ({ account }) => ({ account, arn: `arn:aws:sts::${account}:assumed-role/fake/test` }),
    usage: () => NO_USAGE,
  };
}

/** Of an AWS that is not to be asked anything. */
export const noAws: AwsClients = fakeClients({});
