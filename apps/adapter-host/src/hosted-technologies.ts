import type { AdapterRegistry } from '@breakwater/core';
import { SettingUnusableError } from '@breakwater/hosting';

/** The configuration names technologies that no installed adapter has. */
export class TechnologiesMissingError extends SettingUnusableError {
  override readonly name = 'TechnologiesMissingError';
  readonly missing: readonly string[];
  constructor(missing: readonly string[], installed: readonly string[], options?: ErrorOptions) {
    super(
      `no adapter is installed for ${missing.join(', ')}: TECHNOLOGIES may name ${installed.join(', ')}, ` +
        'and ADAPTER_PACKAGES brings more',
      options,
    );
    this.missing = missing;
  }
}

/** @throws TechnologiesMissingError when one of them has no adapter here: its steps would be taken and never run */
export function hostedTechnologies(asked: readonly string[], registry: AdapterRegistry): readonly string[] {
  const missing = asked.filter((technology) => registry.adapter(technology) === undefined);
  if (missing.length === 0) return [...new Set(asked)];
  throw new TechnologiesMissingError(
    missing,
    registry.adapters.map(({ technology }) => technology),
  );
}
