import type { Intent, Mode } from '@breakwater/core';

/** What a run is taken for unless told: who recovers has lost the origin; everything else is done on purpose. */
export const usualIntent = (mode: Mode): Intent => (mode === 'recovery' ? 'unplanned' : 'planned');
