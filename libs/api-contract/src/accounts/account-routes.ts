import { Type } from 'typebox';
import type { Account } from '@breakwater/core';
import { ETAG, ifMatchHeaders, LOCATION } from '../shared/conditional.ts';
import { defineRoute } from '../shared/route.ts';
import type { Holds, SameAs } from '../shared/same-type.ts';
import { AccountNumber, listOf, strict } from '../shared/schemas.ts';

const tag = 'accounts';

/** A spoke account: how the hub gets in. */
export const AccountSchema = Type.Object(
  {
    account: AccountNumber,
    name: Type.String({ minLength: 1, maxLength: 256 }),
    roleArn: Type.String({
      pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,576}$',
      description: 'the spoke role, in that account',
    }),
    externalId: Type.Optional(
      Type.String({
        minLength: 2,
        maxLength: 1224,
        pattern: '^[A-Za-z0-9+=,.@:/_-]*$',
        description: 'guards against the confused deputy; one per spoke',
      }),
    ),
    regions: Type.Array(Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]+$' }), {
      minItems: 1,
      maxItems: 50,
      uniqueItems: true,
    }),
  },
  strict,
);

export type AccountIsTheCores = Holds<[SameAs<typeof AccountSchema, Account>]>;

const AccountParams = Type.Object({ account: AccountNumber }, strict);

/** The routes of spoke accounts. */
export const accountRoutes = {
  listAccounts: defineRoute({
    method: 'GET',
    url: '/v1/accounts',
    operationId: 'listAccounts',
    summary: 'The spoke accounts this hub may enter',
    tag,
    permission: 'accounts:read',
    answers: { 200: { description: 'the accounts', schema: listOf(AccountSchema) } },
    problems: [],
  }),
  createAccount: defineRoute({
    method: 'POST',
    url: '/v1/accounts',
    operationId: 'createAccount',
    summary: 'Adds a spoke account',
    tag,
    permission: 'accounts:write',
    body: AccountSchema,
    answers: { 201: { description: 'added', schema: AccountSchema, headers: { ...ETAG, ...LOCATION } } },
    problems: ['account-exists'],
  }),
  showAccount: defineRoute({
    method: 'GET',
    url: '/v1/accounts/:account',
    operationId: 'showAccount',
    summary: 'One spoke account',
    tag,
    permission: 'accounts:read',
    params: AccountParams,
    answers: { 200: { description: 'the account', schema: AccountSchema, headers: ETAG } },
    problems: ['account-unknown'],
  }),
  replaceAccount: defineRoute({
    method: 'PUT',
    url: '/v1/accounts/:account',
    operationId: 'replaceAccount',
    summary: 'Changes a spoke account',
    tag,
    permission: 'accounts:write',
    params: AccountParams,
    headers: ifMatchHeaders,
    body: AccountSchema,
    answers: { 200: { description: 'changed', schema: AccountSchema, headers: ETAG } },
    problems: ['account-unknown', 'account-changed', 'if-match-required'],
  }),
  removeAccount: defineRoute({
    method: 'DELETE',
    url: '/v1/accounts/:account',
    operationId: 'removeAccount',
    summary: 'Takes a spoke account out of use',
    tag,
    permission: 'accounts:write',
    params: AccountParams,
    headers: ifMatchHeaders,
    answers: { 204: { description: 'removed' } },
    problems: ['account-unknown', 'account-changed', 'if-match-required'],
  }),
} as const;
