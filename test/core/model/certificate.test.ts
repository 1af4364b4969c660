import { expect, it } from 'vitest';
import { readCertificate } from '../../../src/core/model/certificate.ts';
import { certificatePem } from '../external-client-app/files.ts';

it.each([
  ['as it is', certificatePem],
  ['with Windows line ends', certificatePem.replaceAll('\n', '\r\n')],
  ['with text around it', `subject=CN = test.example\n${certificatePem}\nbye\n`],
  ['on one long line', certificatePem.replace(/(?<=[^-])\n(?=[^-])/g, '')],
])('takes a certificate %s and gives the same block', (_how, text) => {
  expect(readCertificate(text)).toBe(certificatePem);
});

const secretPart = 'c2VjcmV0LXNlY3JldA==';
it.each([
  ['a private key', `-----BEGIN PRIVATE KEY-----\n${secretPart}\n-----END PRIVATE KEY-----`, /PRIVATE KEY/],
  [
    'a private key behind its certificate',
    `${certificatePem}\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n${secretPart}\n-----END ENCRYPTED PRIVATE KEY-----`,
    /PRIVATE KEY/,
  ],
  ['a chain', `${certificatePem}\n${certificatePem}`, /more than one certificate/],
  ['a bare base64 text', 'MIIB', /no -----BEGIN CERTIFICATE-----/],
  ['an empty block', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----', /is not a certificate$/],
  ['one that was cut off', certificatePem.replace('LiZEKct3eBTHUg==\n', ''), /is not a certificate$/],
  ['other bytes', `-----BEGIN CERTIFICATE-----\n${secretPart}\n-----END CERTIFICATE-----`, /is not a certificate$/],
  ['a huge file', `-----BEGIN CERTIFICATE-----${'A'.repeat(40_000)}`, /too long/],
])('refuses %s without repeating it', (_what, text, problem) => {
  const attempt = () => readCertificate(text, 'app.pem');
  expect(attempt).toThrow(expect.objectContaining({ code: 'CertificateInvalid' }));
  expect(attempt).toThrow(problem);
  expect(attempt).not.toThrow(secretPart);
});
