import { plusSeconds, secondsBetween, type OperationContext } from '@breakwater/core';
import { commandsSince, COMMENT_LIMIT } from '../service/commands.ts';
import type { Regional } from '../service/regional.ts';
import { labelOf } from '../steps/label.ts';
import { confirm, withdraw, type CommandLedger } from './ledger.ts';

/** Clocks differ: how much older than the attempt its commands may claim to be. */
const CLOCK_MARGIN_SECONDS = 300;

/** Domain seconds after which a command that is still not listed was never taken. */
const APPEARS_WITHIN_SECONDS = 60;

const PREFIX = 'breakwater ';
/** ` #` and a number of at most four digits. */
const PART_ROOM = 6;

/** What a command's comment says, by which a later worker knows it again: `breakwater <key> #<part>`. */
export const commentOf = (key: string, part: number): string =>
  `${PREFIX}${labelOf(key, COMMENT_LIMIT - PREFIX.length - PART_ROOM)} #${part}`;

const partOf = (key: string, comment: string): number | undefined => {
  const part = Number(comment.slice(comment.lastIndexOf('#') + 1));
  return Number.isInteger(part) && part > 0 && comment === commentOf(key, part) ? part : undefined;
};

export const hasOpenQuestions = ({ lookForOwn, sent }: CommandLedger): boolean =>
  lookForOwn || sent.some(({ id }) => id === null);

/** Takes up the commands of this attempt whose answers were lost; those that never appear were not taken. */
export async function adoptCommands(
  ledger: CommandLedger,
  where: Regional,
  { key, clock }: Pick<OperationContext, 'key' | 'clock'>,
): Promise<CommandLedger> {
  const listed = await commandsSince(where, plusSeconds(ledger.since, -CLOCK_MARGIN_SECONDS));
  const own = listed.flatMap((command) => {
    const part = partOf(key, command.comment);
    return part === undefined ? [] : [{ part, id: command.id, instanceIds: command.instanceIds }];
  });
  const known = new Set(ledger.sent.map(({ part }) => part));
  const forgotten = own
    .filter(({ part }) => !known.has(part))
    .map((command) => ({ ...command, askedAt: ledger.since }));
  const all: CommandLedger = {
    ...ledger,
    lookForOwn: false,
    sent: [...ledger.sent, ...forgotten],
    nextPart: Math.max(ledger.nextPart, ...own.map(({ part }) => part + 1)),
  };
  const found = own.reduce((next, { part, id }) => confirm(next, part, id), all);
  return found.sent
    .filter(({ id, askedAt }) => id === null && secondsBetween(askedAt, clock.now()) >= APPEARS_WITHIN_SECONDS)
    .reduce((next, { part }) => withdraw(next, part), found);
}
