import { withoutKnownSecrets } from './known-secrets.ts';
import { withoutSecrets } from './mask.ts';
import { plainText } from './text.ts';

declare const passed: unique symbol;

/**
 * One line of text without control characters, direction marks, or secrets that this process knows. Only the functions of this file make
 * one, so a place that takes it can't be given what an org, a server or a program said.
 */
export type CleanText = string & { readonly [passed]: true };

/** For a text that is missing. */
export const noText = '' as CleanText;

const longestRead = 20_000;
const longestName = 1_000;

/**
 * What an org, a server, a program or a library said, at most `max` characters. What looks like a secret is masked, too.
 * @param sent secrets that the other side was sent
 */
export function outsideText(said: string, max = 500, sent: readonly string[] = []): CleanText {
  const known = withoutKnownSecrets(plainText(said.slice(0, longestRead), longestRead), sent);
  return plainText(withoutSecrets(known), max) as CleanText;
}

/** A name or an id from outside. It may look random, so that only known secrets are masked. */
export function outsideName(name: string): CleanText {
  return withoutKnownSecrets(plainText(name, longestName)) as CleanText;
}

/** The message of an error that a library threw. */
export function outsideError(error: unknown, max = 200, sent: readonly string[] = []): CleanText {
  return outsideText(error instanceof Error ? error.message : String(error), max, sent);
}
