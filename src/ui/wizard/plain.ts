import type { Question } from '../../core/model/question.ts';
import { plainText } from '../../core/plain/text.ts';
import type { Check, SetupEvent } from '../../core/setup/setup-events.ts';
import { checkTitles } from '../../core/words/preflight.ts';
import { doingWords, propagationWords } from '../../core/words/setup.ts';

type Worded = 'doing' | 'check' | 'waiting';

/** A check with the name that people read. */
export type TitledCheck = Check & { readonly title: string };

/** An event in words. */
export type PlainEvent =
  | Exclude<SetupEvent, { kind: Worded }>
  | { readonly kind: 'doing'; readonly what: string | null }
  | { readonly kind: 'check'; readonly check: TitledCheck }
  | (Extract<SetupEvent, { kind: 'waiting' }> & { readonly why: string });

/** The gate through which events come to a screen, in words; org text loses everything that could steer a terminal. */
export function plainEvent(event: SetupEvent): PlainEvent {
  switch (event.kind) {
    case 'doing':
      return { kind: 'doing', what: event.doing && plainTexts(doingWords(event.doing)) };
    case 'check':
      return { ...event, check: plainTexts({ ...event.check, title: checkTitles[event.check.id] }) };
    case 'sign-in-address':
      return { ...event, url: plainText(event.url, 2000) };
    case 'waiting':
      return { ...event, why: propagationWords };
    default:
      return plainTexts(event);
  }
}

/** The gate through which questions come to a screen: org text loses everything that could steer a terminal. */
export function plainQuestion(question: Question): Question {
  if (question.kind !== 'choose' || !question.search) return plainTexts(question);
  const { search } = question;
  return { ...plainTexts(question), search: async (text) => plainTexts(await search(text)) };
}

/** Longer than any sentence of ours; a label of the org that is longer is cut. */
const longestSentence = 600;

/**
 * Never shown as they are: answers keep the value as the org gave it, the viewer cleans files line by line with their
 * indentation, an error is worded elsewhere, and an address has to stay whole.
 */
const kept = new Set(['value', 'default', 'files', 'otherwise', 'url']);

/** A copy in which every text is fit to be shown. */
function plainTexts<Value>(value: Value): Value {
  if (typeof value === 'string') return plainText(value, longestSentence) as Value;
  if (Array.isArray(value)) return value.map(plainTexts) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, kept.has(key) ? one : plainTexts(one)]);
  return Object.fromEntries(entries) as Value;
}
