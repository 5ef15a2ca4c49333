import { canonicalJson, type PlanStep, type PlanWave, type RecoveryPlan, type StoredPlan } from '@breakwater/core';
import { T0 } from '../clock/virtual-clock.ts';
import { sha256 } from '../sha256.ts';
import { anActor } from './people.ts';

/** A step of a plan's document: recovers one DRS source server in the target `apps`. */
export const aStep = (over: Partial<PlanStep> = {}): PlanStep => ({
  id: 'servers',
  technology: 'drs',
  operation: 'recover',
  target: 'apps',
  params: { sourceServerIds: ['s-00000000000000001'] },
  ...over,
});

/** A wave of a plan's document, holding {@link aStep}. */
export const aWave = (over: Partial<PlanWave> = {}): PlanWave => ({ id: 'apps', steps: [aStep()], ...over });

/** A plan's document with one wave of one step. */
export const aRecoveryPlan = (over: Partial<RecoveryPlan> = {}): RecoveryPlan => ({
  apiVersion: 'breakwater/v1',
  kind: 'RecoveryPlan',
  name: 'payments',
  owner: 'payments-sre@example.com',
  objectives: { rtoMinutes: 60, rpoMinutes: 5 },
  sites: { from: { region: 'us-east-1' }, to: { region: 'us-west-2' } },
  targets: { apps: { account: '333344445555', site: 'to' } },
  order: 'listed',
  waves: [aWave()],
  ...over,
});

/** What {@link PlanRepository.save} takes: the plan, its true hash, who saved it and when. */
export function anUnsavedPlan(over: Partial<Omit<StoredPlan, 'version' | 'hash'>> = {}): Omit<StoredPlan, 'version'> {
  const plan = over.plan ?? aRecoveryPlan(over.name === undefined ? {} : { name: over.name });
  return { name: plan.name, plan, hash: sha256(canonicalJson(plan)), savedAt: T0, savedBy: anActor(), ...over };
}
