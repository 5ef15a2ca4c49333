/**
 * A setting that reads well cannot be put to use. Whoever starts the process has to change it, or what it names, so the
 * message tells which setting it is.
 */
export class SettingUnusableError extends Error {
  override readonly name: string = 'SettingUnusableError';
}
