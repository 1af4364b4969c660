/** The ways in which an endpoint can repeat a secret. */
export function formsOf(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret);
  const encoded = encodeURIComponent(secret);
  const every = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const escaped = [...secret].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  return {
    whole: secret,
    'in capitals': secret.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
    'in small letters': secret.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    'URL-encoded': encoded,
    'URL-encoded in small letters': encoded.replace(/%../g, (code) => code.toLowerCase()),
    'as a form': new URLSearchParams({ x: secret }).toString().slice(2),
    'every byte URL-encoded': every,
    'URL-encoded twice': encodeURIComponent(encoded),
    base64: bytes.toString('base64'),
    'base64, one byte later': Buffer.from(`a${secret}`).toString('base64'),
    'base64, two bytes later': Buffer.from(`ab${secret}`).toString('base64'),
    base64url: bytes.toString('base64url'),
    'base64url, one byte later': Buffer.from(`a${secret}b`).toString('base64url'),
    hexadecimal: bytes.toString('hex'),
    'in JSON': JSON.stringify(secret),
    'in JSON in JSON': JSON.stringify(JSON.stringify(secret)),
    'in escapes': escaped,
    'in XML': secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    'in numbers of XML': [...secret].map((each) => `&#${each.codePointAt(0)};`).join(''),
  };
}
