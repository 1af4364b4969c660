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
    .replace(/\bey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '[token]')
    .replace(
      /\b(sid|access_token|refresh_token|client_secret|assertion|code_verifier|code|sessionId|consumerSecret|secret)(["']?\s*[=:>]\s*["']?)[^\s"'&<,;}]+/gi,
      '$1$2[hidden]',
    )
    .replace(/\bBearer\s+\S+/gi, 'Bearer [token]');
}
