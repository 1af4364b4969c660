import { plainText } from '../../core/plain/text.ts';
import type { Check, SetupEvent } from '../../core/setup/setup-events.ts';
import { checkTitles } from '../../core/words/preflight.ts';
import { doingWords, propagationWords } from '../../core/words/setup.ts';
import { plainTexts } from './plain-texts.ts';

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
