/** AWS names of one environment's machine and activities. Renaming one replaces it, and running executions lose it. */
export const stateMachineName = (environment: string): string => `breakwater-${environment}-execution`;

/** The activities around the wave controller; one more for each technology. */
export const CONTROL_ACTIVITIES = ['prepare', 'gate', 'close', 'finish'] as const;
export type ControlActivity = (typeof CONTROL_ACTIVITIES)[number];

export const controlActivityName = (environment: string, activity: ControlActivity): string =>
  `breakwater-${environment}-${activity}`;

/** @param technology - kebab-case, as in plans */
export const adapterActivityName = (environment: string, technology: string): string =>
  `breakwater-${environment}-adapter-${technology}`;
