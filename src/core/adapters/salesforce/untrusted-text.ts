import { plainText } from '../../plain/text.ts';

const longestRead = 20_000;

/** Text from an org, a program or a library as one line of limited length, without anything that looks like a token. */
export function upstreamText(untrusted: string, max = 500): string {
  // Removes control characters first: one inside a token would hide it from the patterns.
  return plainText(maskTokens(plainText(untrusted.slice(0, longestRead), longestRead)), max);
}

/** Session ids (`00D…!…`), JWTs, and the values of sid, token, secret, assertion and code parameters or fields. */
export function maskTokens(text: string): string {
  return text
    .replace(/00D[A-Za-z0-9]{12,15}(!|%21)[A-Za-z0-9._%-]+/g, '[token]')
    .replace(/[\w.-]{12,}/g, withoutJwt)
    .replace(
      /\b(sid|access_token|refresh_token|client_secret|assertion|code_verifier|code|sessionId|consumerSecret|secret)(["']?\s*[=:>]\s*["']?)[^\s"'&<,;}]+/gi,
      '$1$2[hidden]',
    )
    .replace(/\bBearer\s+\S+/gi, 'Bearer [token]');
}

/** Masks from a JWT to the end of these letters: a header of at least 10, a payload, and a signature that may be empty. */
function withoutJwt(letters: string): string {
  const parts = letters.split('.');
  let begins = 0;
  for (const [index, part] of parts.entries()) {
    const at = part.search(/\bey/);
    const isHeader = at >= 0 && part.length - at >= 10;
    if (isHeader && parts[index + 1] && parts[index + 2] !== undefined)
      return `${letters.slice(0, begins + at)}[token]`;
    begins += part.length + 1;
  }
  return letters;
}
