import { plainText, shortKey } from '../../core/plain/text.ts';

/** A text of the run; a consumer key in full is longer than a row. */
export function withShortKeys(text: string): string {
  return plainText(text, 400).replace(/[\w.]{40,}/g, shortKey);
}
