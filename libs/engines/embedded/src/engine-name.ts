/** What an embedded engine may be called: kebab-case of at most 63 characters, to be read out over a telephone. */
export const ENGINE_NAME_PATTERN = '^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$';
