const NUMBER = /\{(n+)\}/g;

/** `app-{nnn}` for number 7 is `app-007`; a text without `{n}` stays as it is. */
export function numbered(pattern: string, number: number): string {
  return pattern.replace(NUMBER, (_, digits: string) => String(number).padStart(digits.length, '0'));
}

/** Whether a text holds a place for the number. */
export function isNumbered(pattern: string): boolean {
  return /\{n+\}/.test(pattern);
}
