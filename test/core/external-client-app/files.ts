import { pathOfComponent } from '../../../src/core/external-client-app/component-path.ts';
import type { ComponentType, MetadataFile } from '../../../src/core/model/app.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

export function textOf(content: Uint8Array | undefined): string {
  return decoder.decode(content ?? new Uint8Array());
}

/** A file as an org writes it: elements in the order given, four spaces, `\n`. */
export function metadataFile(type: ComponentType, fullName: string, fields: Record<string, string>): MetadataFile {
  const lines = Object.entries(fields).map(([name, value]) => `    <${name}>${value}</${name}>`);
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${type} xmlns="http://soap.sforce.com/2006/04/metadata">`,
    ...lines,
    `</${type}>`,
    '',
  ].join('\n');
  return { type, fullName, path: pathOfComponent({ type, fullName }), content: bytes(text) };
}

/** A certificate made for these tests; nothing is signed with it. */
export const certificatePem = `-----BEGIN CERTIFICATE-----
MIIBhjCCASugAwIBAgIUYRMvLrqy6aq1L0N7710L24B2bsAwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMdGVzdC5leGFtcGxlMCAXDTI2MTEyNDAzMTUwN1oYDzIxMjYx
MDMxMDMxNTA3WjAXMRUwEwYDVQQDDAx0ZXN0LmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAS3/z3ZoX1udQoLOI9fk7pR2F+swuRq8BS8v72LXp4+nUSC
rycgynjWpzz5Kj9cdViHxi3ZIpI/BmHZQTlAyx78o1MwUTAdBgNVHQ4EFgQU/L7X
QnYHFsywwPmMINJualPRolkwHwYDVR0jBBgwFoAU/L7XQnYHFsywwPmMINJualPR
olkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAhMSe/23g4Pqd
FMOxOsLP4fu3WDlRYcz59bB/sEIvK4YCIQDMQIVlgOYAM2Uh2FVzCYLuyPLXOuOg
LiZEKct3eBTHUg==
-----END CERTIFICATE-----`;
