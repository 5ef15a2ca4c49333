import type { CompiledApproval } from '../compile/stage-graph.ts';
import type { Actor, Role } from '../shared/actor.ts';

/** One seat for each approval that is asked for. */
const seatsOf = (approval: CompiledApproval): readonly Role[] =>
  approval.from.flatMap(({ role, count }) => Array.from({ length: count }, () => role));

/**
 * How many of the asked-for approvals these people can fill, each person one seat at most: the largest matching, so
 * that nobody with two roles counts twice and nobody takes the only seat another could have.
 */
export function seatsFilled(approval: CompiledApproval, people: readonly Actor[]): number {
  const seats = seatsOf(approval);
  const holder = new Map<number, number>();
  const place = (person: number, tried: Set<number>): boolean => {
    for (const [seat, role] of seats.entries()) {
      if (tried.has(seat) || !people[person]?.roles.includes(role)) continue;
      tried.add(seat);
      const sitting = holder.get(seat);
      if (sitting === undefined || place(sitting, tried)) {
        holder.set(seat, person);
        return true;
      }
    }
    return false;
  };
  people.forEach((_, person) => place(person, new Set()));
  return holder.size;
}

export const isApproved = (approval: CompiledApproval, people: readonly Actor[]): boolean =>
  seatsFilled(approval, people) === seatsOf(approval).length;

/** Whether this person's approval would fill a seat that is still free. */
export const wouldCount = (approval: CompiledApproval, people: readonly Actor[], person: Actor): boolean =>
  seatsFilled(approval, [...people, person]) > seatsFilled(approval, people);
