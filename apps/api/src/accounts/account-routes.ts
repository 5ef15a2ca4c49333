import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { accountRoutes } from '@breakwater/api-contract';
import { canonicalJson, type Account, type AccountRepository } from '@breakwater/core';
import { mountRoute, type ProblemError } from '@breakwater/service';
import { fieldRefused, type RefuseField } from '../http/field-refusals.ts';
import { etagOf, IF_MATCH_ADVICE, isAsShown } from '../http/if-match.ts';

/** Accounts carry no version: their content names their state. */
const stateOf = (account: Account): string =>
  createHash('sha256').update(canonicalJson(account)).digest('hex').slice(0, 32);
const etag = (account: Account) => ({ etag: etagOf(stateOf(account)) });

/** Serves the spoke accounts. */
export function mountAccountRoutes(app: FastifyInstance, accounts: AccountRepository): void {
  mountRoute(app, accountRoutes.listAccounts, async () => ({ status: 200, body: { items: await accounts.list() } }));

  mountRoute(app, accountRoutes.createAccount, async ({ body }, refuse) => {
    requireRoleInAccount(body, refuse);
    if (await accounts.find(body.account))
      throw refuse('account-exists', `account ${body.account} exists: change it with PUT`);
    await accounts.save(body);
    return { status: 201, headers: { ...etag(body), location: `/v1/accounts/${body.account}` }, body };
  });

  mountRoute(app, accountRoutes.showAccount, async ({ params }, refuse) => {
    const account = await accounts.find(params.account);
    if (account === undefined) throw refuse('account-unknown', `there is no account ${params.account}`);
    return { status: 200, headers: etag(account), body: account };
  });

  mountRoute(app, accountRoutes.replaceAccount, async ({ params, headers, body }, refuse) => {
    await requireAsShown(params.account, headers['if-match'], refuse);
    if (body.account !== params.account) {
      throw fieldRefused(
        refuse,
        'body',
        '/account',
        `is ${body.account}, the address says ${params.account}: a number never changes`,
      );
    }
    requireRoleInAccount(body, refuse);
    await accounts.save(body);
    return { status: 200, headers: etag(body), body };
  });

  mountRoute(app, accountRoutes.removeAccount, async ({ params, headers }, refuse) => {
    await requireAsShown(params.account, headers['if-match'], refuse);
    await accounts.remove(params.account);
    return { status: 204, body: undefined };
  });

  async function requireAsShown(account: string, ifMatch: string | undefined, refuse: RefuseWrite): Promise<void> {
    const current = await accounts.find(account);
    if (current === undefined) throw refuse('account-unknown', `there is no account ${account}`);
    if (ifMatch === undefined) throw refuse('if-match-required', IF_MATCH_ADVICE);
    if (!isAsShown(ifMatch, stateOf(current)))
      throw refuse('account-changed', `account ${account} has changed: read it again`);
  }
}

type RefuseWrite = (code: 'account-unknown' | 'account-changed' | 'if-match-required', detail: string) => ProblemError;

/** A role elsewhere would lead drills and recoveries into an account that nobody meant. */
function requireRoleInAccount({ account, roleArn }: Account, refuse: RefuseField): void {
  if (roleArn.split(':')[4] !== account) throw fieldRefused(refuse, 'body', '/roleArn', `is not in account ${account}`);
}
