import type { ResourceOutcome } from '@breakwater/core';

/** What the outcome of a server says whose launch settings are as they were before. */
export const SETTINGS_RESTORED = { launchSettings: 'restored' } as const;

export const hasSettingsRestored = ({ facts }: ResourceOutcome): boolean => facts?.['launchSettings'] === 'restored';
