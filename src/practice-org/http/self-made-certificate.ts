import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface SelfMadeCertificate {
  readonly keyPem: string;
  readonly certificatePem: string;
}

const day = 86_400_000;
/** Object identifiers, DER-encoded. */
const oid = {
  commonName: '0603550403',
  ecdsaWithSha256: '06082a8648ce3d040302',
  subjectAltName: '0603551d11',
  basicConstraints: '0603551d13',
  extendedKeyUsage: '0603551d25',
  serverAuth: '06082b06010505070301',
};

/**
 * A key and a self-signed certificate for 127.0.0.1, ::1 and localhost, valid for two years from `now` (epoch ms). Node
 * makes keys but no certificates, so this writes the few fields of RFC 5280 itself.
 */
export function makeCertificate(now: number): SelfMadeCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(hex(oid.ecdsaWithSha256));
  const name = sequence(set(sequence(hex(oid.commonName), der(0x0c, Buffer.from('keyturn practice org')))));
  const facts = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(0x01), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now - day), time(now + 730 * day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions())),
  );
  const signature = sign('sha256', facts, privateKey);
  const certificate = sequence(facts, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: pem(certificate),
  };
}

/** The certificate is its own authority, so a client can trust it as one. */
function extensions(): Buffer[] {
  const names = sequence(
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.of(127, 0, 0, 1)),
    der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)])),
  );
  const isAuthority = sequence(der(0x01, Buffer.of(0xff)), der(0x02, Buffer.of(0)));
  const critical = der(0x01, Buffer.of(0xff));
  return [
    sequence(hex(oid.subjectAltName), der(0x04, names)),
    sequence(hex(oid.basicConstraints), critical, der(0x04, isAuthority)),
    sequence(hex(oid.extendedKeyUsage), der(0x04, sequence(hex(oid.serverAuth)))),
  ];
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length, ...bytes), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on, as RFC 5280 requires. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const isShort = digits < '2050';
  return der(isShort ? 0x17 : 0x18, Buffer.from(`${isShort ? digits.slice(2) : digits}Z`));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
