import type { Clock } from '@breakwater/core';
import { scaledClock, systemClock } from '@breakwater/service';
import { SettingUnusableError } from './setting-unusable.ts';

export interface DomainClockSettings {
  readonly AWS_IS_SIMULATED: boolean;
  readonly DOMAIN_CLOCK_SPEED: number;
  readonly DOMAIN_CLOCK_ORIGIN: number;
}

/** Domain time can not run at another speed than AWS, and AWS's is the wall's. */
export class ClockNotScalableError extends SettingUnusableError {
  override readonly name = 'ClockNotScalableError';
  constructor(speed: number, options?: ErrorOptions) {
    super(`DOMAIN_CLOCK_SPEED is ${speed}, but time is scaled only where AWS_IS_SIMULATED is true`, options);
  }
}

/** @throws ClockNotScalableError when time is to be scaled against AWS itself */
export function domainClock(settings: DomainClockSettings): Clock {
  const { DOMAIN_CLOCK_SPEED: speed, DOMAIN_CLOCK_ORIGIN: origin } = settings;
  if (speed === 1) return systemClock;
  if (!settings.AWS_IS_SIMULATED) throw new ClockNotScalableError(speed);
  return scaledClock({ origin, speed });
}
