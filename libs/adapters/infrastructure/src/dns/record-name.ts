/**
 * Lower case, without the dot at the end, and with Route 53's octal escapes of printable characters undone (`\052` for
 * the wildcard's star).
 */
export const normalName = (name: string): string =>
  name
    .replace(/\\([0-7]{3})/g, (escape, octal: string) => {
      const code = Number.parseInt(octal, 8);
      return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : escape;
    })
    .toLowerCase()
    .replace(/\.$/, '');
