/**
 * Reads a body that has to be a JSON object; an empty one is an object without members.
 *
 * @param refuse - makes the error that is thrown for anything else
 */
export function jsonObject(text: string, refuse: (message: string) => Error): Record<string, unknown> {
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse('the body is not JSON');
    throw error;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw refuse('the body is not a JSON object');
  return { ...value };
}
