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

const parts = new Map<string, readonly string[]>();

/** What of a secret can be read in a text: parts of its forms that are long enough to give away twelve of its characters. */
export function leaksIn(text: string, secret: string): readonly string[] {
  const lower = text.toLowerCase();
  const known = parts.get(secret) ?? partsOf(secret);
  parts.set(secret, known);
  return known.filter((part) => lower.includes(part));
}

/** Sixteen characters in a row have one of these parts. */
function partsOf(secret: string): readonly string[] {
  const all = Object.values(formsOf(secret)).flatMap((written) => {
    // So much of this form says twelve characters.
    const length = Math.ceil((12 * written.length) / secret.length);
    const step = Math.max(1, Math.floor(length / 3));
    const count = Math.max(0, Math.floor((written.length - length) / step) + 1);
    return Array.from({ length: count }, (_, at) => written.slice(at * step, at * step + length).toLowerCase());
  });
  return [...new Set(all)];
}

/** All that a server could say to be heard with it. */
export function everyForm(secret: string): string {
  return Object.values(formsOf(secret)).join(' | ');
}
