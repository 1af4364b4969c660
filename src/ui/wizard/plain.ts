import type { Question } from '../../core/model/question.ts';
import { plainText } from '../../core/plain/text.ts';
import type { Check, SetupEvent } from '../../core/setup/setup-events.ts';
import { checkTitles } from '../../core/words/preflight.ts';
import { doingWords, propagationWords } from '../../core/words/setup.ts';

type Worded = 'doing' | 'check' | 'waiting';

/** A check with the title to show. */
export type TitledCheck = Check & { readonly title: string };

/** An event with its words. */
export type PlainEvent =
  | Exclude<SetupEvent, { kind: Worded }>
  | { readonly kind: 'doing'; readonly what: string | null }
  | { readonly kind: 'check'; readonly check: TitledCheck }
  | (Extract<SetupEvent, { kind: 'waiting' }> & { readonly why: string });

/** Adds words to an event, and removes everything from org text that could control a terminal. */
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

/** Removes everything from a question's org text that could control a terminal. */
export function plainQuestion(question: Question): Question {
  if (question.kind !== 'choose' || !question.search) return plainTexts(question);
  const { search } = question;
  return { ...plainTexts(question), search: async (text) => plainTexts(await search(text)) };
}

/** Longer than any of keyturn's own sentences. Longer org text is cut. */
const longestSentence = 600;

/**
 * Kept unchanged: answers need the org's exact value, the file viewer cleans line by line, errors are worded elsewhere, and
 * an address must stay complete.
 */
const kept = new Set(['value', 'default', 'files', 'otherwise', 'url']);

/** A copy in which every text is safe to show. */
function plainTexts<Value>(value: Value): Value {
  if (typeof value === 'string') return plainText(value, longestSentence) as Value;
  if (Array.isArray(value)) return value.map(plainTexts) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, kept.has(key) ? one : plainTexts(one)]);
  return Object.fromEntries(entries) as Value;
}
