import { InvalidArgumentError } from 'commander';
import { ROLES, type Role } from '@breakwater/core';
import { FAIL_ON, type FailOn } from '../exit-codes.ts';

/** `name=value`, collected; the value may hold further equals signs. */
export function pair(text: string, before: readonly (readonly [string, string])[] = []): [string, string][] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('give it as name=value');
  return [...before.map(([name, value]): [string, string] => [name, value]), [text.slice(0, at), text.slice(at + 1)]];
}

/** A comma-separated list without empty members. */
export function list(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new InvalidArgumentError('give names separated by commas');
  return items;
}

/** Names, one at a time. */
export function names(text: string, before: readonly string[] = []): string[] {
  if (text.trim() === '' || text.includes(','))
    throw new InvalidArgumentError('give one name, and repeat the option for more');
  return [...before, text];
}

export function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError('give a number above 0');
  return number;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('give a whole number, 0 or more');
  return Number(text);
}

const HIGHEST_PORT = 65_535;

/** 0 takes any free one. */
export function port(text: string): number {
  const number = wholeNumber(text);
  if (number > HIGHEST_PORT) throw new InvalidArgumentError(`give a port from 0 to ${HIGHEST_PORT}`);
  return number;
}

export function failOn(text: string, before: readonly FailOn[] = []): FailOn[] {
  const wanted = FAIL_ON.find((candidate) => candidate === text);
  if (wanted === undefined) throw new InvalidArgumentError(`give ${FAIL_ON.join(' or ')}`);
  return [...before, wanted];
}

export function role(text: string, before: readonly Role[] = []): Role[] {
  const wanted = ROLES.find((candidate) => candidate === text);
  if (wanted === undefined) throw new InvalidArgumentError(`the roles are ${ROLES.join(', ')}`);
  return [...before, wanted];
}
