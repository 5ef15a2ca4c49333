import {
  AccountAccessError,
  targetKey,
  type BoundStep,
  type Finding,
  type Target,
  type ValidationContext,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import { mapLimited } from '../shared/map-limited.ts';

/** Asks AWS who we are in each target; a role that refuses, or leads elsewhere, can not be accepted away. */
export async function verifyTargets(
  steps: readonly BoundStep[],
  { accounts }: ApplicationDependencies,
  context: ValidationContext,
): Promise<readonly Finding[]> {
  const targets = new Map(steps.flatMap(({ target }) => (target === undefined ? [] : [[targetKey(target), target]])));
  const findings = await mapLimited([...targets.values()], 8, async (target): Promise<readonly Finding[]> => {
    if ((await accounts.find(target.account)) === undefined) {
      return [accessFinding('account-unknown', target, `account ${target.account} is not registered with this hub`)];
    }
    try {
      const { account, arn } = await context.aws.whoAmI(target, context.signal);
      if (account === target.account) return [];
      return [accessFinding('wrong-account', target, `${arn} is in account ${account}, not in ${target.account}`)];
    } catch (error) {
      if (!(error instanceof AccountAccessError)) throw error;
      return [accessFinding('account-access', target, error.message)];
    }
  });
  return findings.flat();
}

const accessFinding = (code: string, target: Target, message: string): Finding => ({
  id: `${code}:${targetKey(target)}`,
  code,
  severity: 'error',
  absolute: true,
  message,
  resource: targetKey(target),
});
