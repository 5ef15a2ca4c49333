import type { RecoveryPlan } from '@breakwater/core';
import { RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT, WAVE_TAG } from './estate.ts';
import type { Scenario } from './scenario.ts';

/** More than the longest wave takes under the scarcest quota. */
const STEP_TIMEOUT_MINUTES = 600;

/** The scenario as a recovery plan: one DRS step for each wave. */
export const planOf = ({ name, waves }: Scenario): RecoveryPlan => ({
  apiVersion: 'breakwater/v1',
  kind: 'RecoveryPlan',
  name,
  owner: 'bench@example.com',
  objectives: { rtoMinutes: 600, rpoMinutes: 15 },
  sites: { from: { region: SOURCE_REGION }, to: { region: RECOVERY_REGION } },
  targets: { apps: { account: SPOKE_ACCOUNT, site: 'to' } },
  waves: waves.map(({ id, dependsOn }) => ({
    id,
    dependsOn: [...dependsOn],
    steps: [
      {
        id: `${id}-servers`,
        technology: 'drs',
        operation: 'recover',
        target: 'apps',
        params: { select: { allOf: { [WAVE_TAG]: id } } },
        timeoutMinutes: STEP_TIMEOUT_MINUTES,
      },
    ],
  })),
});
