import { plainText } from '../../core/plain/text.ts';

/** Longer than any sentence of ours; a label of the org that is longer is cut. */
const longestSentence = 600;

/**
 * Never shown as they are: answers keep the value as the org gave it, the viewer cleans files line by line with their
 * indentation, an error is worded elsewhere, and an address has to stay whole.
 */
const kept = new Set(['value', 'default', 'files', 'otherwise', 'url']);

/** A copy in which every text is fit to be shown. */
export function plainTexts<Value>(value: Value): Value {
  if (typeof value === 'string') return plainText(value, longestSentence) as Value;
  if (Array.isArray(value)) return value.map(plainTexts) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, kept.has(key) ? one : plainTexts(one)]);
  return Object.fromEntries(entries) as Value;
}
