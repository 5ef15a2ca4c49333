import type { Application, PlanSource } from '@breakwater/application';
import type { PlanRepository } from '@breakwater/core';

/** What the routes of recovery plans stand on. */
export interface PlanServices {
  readonly application: Pick<Application, 'validatePlan' | 'savePlan'>;
  readonly plans: PlanRepository;
}

/** A plan that came in a request. JSON is YAML too: as text, both kinds have lines that faults can name. */
export const planText = (text: string): PlanSource => ({ kind: 'text', text, name: 'request body' });
