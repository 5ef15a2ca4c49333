import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import type { Account } from '@breakwater/core';
import { AccountSchema } from './accounts/account-routes.ts';
import { ALL_ROUTES } from './routes.ts';
import { PROBLEM_CODES } from './shared/problem-codes.ts';
import type { Holds, SameAs } from './shared/same-type.ts';

const different = {
  oneMore: Type.Object({ ...AccountSchema.properties, note: Type.Optional(Type.String()) }),
  oneLess: Type.Omit(AccountSchema, ['externalId']),
  another: Type.Object({ ...AccountSchema.properties, name: Type.Number() }),
};
type Not<Statement extends boolean> = Statement extends true ? false : true;

/** Compiles only while the type comparison tells a difference of one member apart. */
export type ComparisonSeesDifferences = Holds<
  [
    SameAs<typeof AccountSchema, Account>,
    Not<SameAs<typeof different.oneMore, Account>>,
    Not<SameAs<typeof different.oneLess, Account>>,
    Not<SameAs<typeof different.another, Account>>,
  ]
>;

describe('the contract', () => {
  it('gives every route an operation id of its own', () => {
    const ids = ALL_ROUTES.map((route) => route.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives every method and address one route', () => {
    const places = ALL_ROUTES.map((route) => `${route.method} ${route.url.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('describes every member of an address', () => {
    for (const route of ALL_ROUTES) {
      const inUrl = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const described = route.params && 'properties' in route.params ? Object.keys(route.params.properties ?? {}) : [];
      expect({ url: route.url, members: described.sort() }).toEqual({ url: route.url, members: inUrl.sort() });
    }
  });

  it('lets no request body through that has an unknown member', () => {
    const bodies = ALL_ROUTES.filter((route) => route.body !== undefined && !route.bodyIsPlanText);
    expect(bodies.length).toBeGreaterThan(5);
    for (const { body } of bodies) expect(body).toMatchObject({ additionalProperties: false });
  });

  it('asks for a token everywhere but where a probe or an editor looks', () => {
    const open = ALL_ROUTES.filter((route) => route.permission === 'public').map((route) => route.url);
    expect(open).toEqual(['/v1/schemas/recovery-plan', '/healthz', '/readyz', '/metrics', '/openapi.json']);
  });

  it.each(Object.entries(different))('is not compared with itself: %s differs', (_name, schema) => {
    expect(schema.properties).not.toEqual(AccountSchema.properties);
  });

  it('names each problem once', () => {
    expect(new Set(PROBLEM_CODES).size).toBe(PROBLEM_CODES.length);
  });
});
