import type { JsonObject, OperationContext } from '@breakwater/core';
import { byIds, describeInstances, turn, type Where } from '../ec2.ts';
import { DIRECTIONS, type Direction } from './direction.ts';
import { idsOf, type PowerRequest } from './params.ts';

/** Ids of one call; one that EC2 refuses spoils the whole call. */
const IDS_PER_CALL = 50;

/** EC2's words for what it will not do to an instance, as against what it could not do just now. */
const REFUSED =
  /^(InvalidInstanceID\..+|IncorrectInstanceState|Insufficient.+|UnauthorizedOperation|OperationNotPermitted)$/;

/** Turns what is not so yet. The checkpoint holds what EC2 refused, by instance, in its own words. */
export async function send(
  direction: Direction,
  request: PowerRequest,
  context: OperationContext,
): Promise<JsonObject> {
  const where = { ...context, target: request.target };
  const { wanted, onTheWay } = DIRECTIONS[direction];
  const ids = idsOf(request);
  const found = await describeInstances(where, byIds(ids));
  const toTurn = found.filter(({ state }) => state !== wanted && state !== onTheWay).map(({ id }) => id);
  // The first value stands, so a later worker that finds them on the way does not take them for untouched.
  await context.capture('changed', toTurn);
  const refused: Record<string, string> = {};
  for (let from = 0; from < toTurn.length; from += IDS_PER_CALL) {
    Object.assign(refused, await turnAll(where, direction, toTurn.slice(from, from + IDS_PER_CALL)));
  }
  return { refused };
}

/** All at once, or each by itself where EC2 refuses one of them. */
async function turnAll(where: Where, direction: Direction, ids: readonly string[]): Promise<Record<string, string>> {
  try {
    await turn(where, direction, ids);
    return {};
  } catch (error) {
    if (!(error instanceof Error) || !REFUSED.test(error.name)) throw error;
    const [only, ...others] = ids;
    if (only !== undefined && others.length === 0) return { [only]: `${error.name}: ${error.message}` };
    const each: Record<string, string> = {};
    for (const id of ids) Object.assign(each, await turnAll(where, direction, [id]));
    return each;
  }
}
