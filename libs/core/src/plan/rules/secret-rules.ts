import { fault, type Fault } from '../fault.ts';
import type { Path } from '../path.ts';
import { hasReference, textsIn } from '../references.ts';

/** Key ids of long-lived and temporary AWS credentials. */
const AWS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** Member names under which a value is taken for a secret whatever it looks like. */
const SECRET_NAME =
  /(?:password|passwd|pwd|passphrase|secret|token|api[-_]?key|private[-_]?key|secret[-_]?access[-_]?key|credential)s?$/i;
/** `password=…`, `--token …`, `"secret": "…"` within text. */
const SECRET_IN_TEXT =
  /(?:password|passwd|pwd|passphrase|secret|token|api[-_]?key)["']?\s*(?:[:=]\s*|\s)["']?([^\s"']{8,})/gi;
/** Names a secret, and is none. */
const ARN = /arn:aws\S*/g;

/** Bits a character below which text is words rather than a key: English is near 4 over whole sentences, less in short words. */
const LEAST_ENTROPY_BITS = 3;

/** Secrets that stand in the plan themselves. The message never repeats them. */
export const literalSecrets = (document: unknown): readonly Fault[] =>
  [...textsIn(document)].flatMap(({ text, path }) => {
    const what = secretIn(text, path);
    return what === undefined
      ? []
      : [
          fault(
            'literal-secret',
            path,
            `${what} stands in the plan: keep it in Secrets Manager or Parameter Store and name its ARN`,
          ),
        ];
  });

function secretIn(text: string, path: Path): string | undefined {
  if (AWS_KEY_ID.test(text)) return 'an AWS access key';
  if (PRIVATE_KEY.test(text)) return 'a private key';
  if (SECRET_NAME.test(nameOf(path)) && isLiteral(text)) return `the value of "${nameOf(path)}"`;
  const values = [...text.replaceAll(ARN, '').matchAll(SECRET_IN_TEXT)].map(([, value = '']) => value);
  return values.some(looksRandom) ? 'what looks like a password or token' : undefined;
}

/** The name that a text stands under; that of the list for a text in a list. */
const nameOf = (path: Path): string => path.findLast((segment) => typeof segment === 'string')?.toString() ?? '';

const isLiteral = (text: string): boolean => text.replaceAll(ARN, '').trim() !== '' && !hasReference(text);

function looksRandom(value: string): boolean {
  if (!isLiteral(value) || value.startsWith('$')) return false;
  const mixed = /[a-z]/i.test(value) && /[^a-z]/i.test(value.replace(/[.,;:!?]+$/, ''));
  return mixed && entropyBits(value) >= LEAST_ENTROPY_BITS;
}

/** Shannon entropy a character. */
function entropyBits(text: string): number {
  const counts = Map.groupBy(text, (character) => character);
  return [...counts.values()].reduce((bits, { length }) => {
    const share = length / text.length;
    return bits - share * Math.log2(share);
  }, 0);
}
