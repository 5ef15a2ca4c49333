import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate for one name that nobody but a test trusts, with its key; both in PEM. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate that is valid now: DER by hand, for neither Node nor a short list of libraries makes one. */
export function selfSigned(name: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const distinguishedName = sequence(set(sequence(objectId(COMMON_NAME), der(TAGS.utf8, Buffer.from(name)))));
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const body = sequence(
    der(TAGS.version, der(TAGS.integer, Buffer.from([2]))),
    der(TAGS.integer, Buffer.from([1])),
    algorithm,
    distinguishedName,
    sequence(time(Date.now() - HOUR), time(Date.now() + HOUR)),
    distinguishedName,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      TAGS.extensions,
      sequence(sequence(objectId(ALTERNATIVE_NAME), der(TAGS.octets, sequence(der(TAGS.dnsName, Buffer.from(name)))))),
    ),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]);
  const certificate = sequence(body, algorithm, der(TAGS.bits, signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const HOUR = 3_600_000;

/** Object identifiers, encoded (RFC 5280, RFC 5758). */
const COMMON_NAME = [0x55, 0x04, 0x03];
const ALTERNATIVE_NAME = [0x55, 0x1d, 0x11];
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

const TAGS = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  dnsName: 0x82,
  version: 0xa0,
  extensions: 0xa3,
} as const;

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(TAGS.sequence, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => der(TAGS.set, ...parts);
const objectId = (bytes: readonly number[]): Buffer => der(TAGS.objectId, Buffer.from(bytes));

/** `YYMMDDhhmmssZ` */
const time = (epochMilliseconds: number): Buffer =>
  der(
    TAGS.utcTime,
    Buffer.from(
      `${new Date(epochMilliseconds)
        .toISOString()
        .replaceAll(/[-:T]|\.\d+/g, '')
        .slice(2)}`,
    ),
  );
