import { plainText } from '../../core/plain/text.ts';
import type { DeployProgress } from '../../core/ports/ports.ts';
import type { Check, OrgTouch, SetupEvent } from '../../core/setup/setup-events.ts';
import { checkTitles } from '../../core/words/preflight.ts';
import { doingWords, propagationWords } from '../../core/words/setup.ts';

const longestSentence = 600;

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
    case 'step':
      return event.summary === undefined ? event : { ...event, summary: plainText(event.summary) };
    case 'doing':
      return { kind: 'doing', what: event.doing && sentence(doingWords(event.doing)) };
    case 'check': {
      const { finding, cure } = event.check;
      return {
        ...event,
        check: {
          ...event.check,
          title: checkTitles[event.check.id],
          ...(finding === undefined ? {} : { finding: sentence(finding) }),
          ...(cure === undefined ? {} : { cure: sentence(cure) }),
        },
      };
    }
    case 'deploy':
      return { ...event, progress: plainProgress(event.progress) };
    case 'sign-in-address':
      return { ...event, url: plainText(event.url, 2000) };
    case 'deploy-queued':
      return { ...event, detail: sentence(event.detail) };
    case 'waiting':
      return { ...event, why: propagationWords };
    case 'proof':
      return { ...event, sentence: sentence(event.sentence) };
    case 'touch':
      return { ...event, touch: plainTouch(event.touch) };
    case 'warning':
      return { ...event, text: sentence(event.text) };
    case 'practice':
      return event;
  }
}

function sentence(text: string): string {
  return plainText(text, longestSentence);
}

function plainTouch(touch: OrgTouch): OrgTouch {
  return touch.kind === 'untouched' ? touch : { ...touch, what: sentence(touch.what) };
}

function plainProgress(progress: DeployProgress): DeployProgress {
  return {
    ...progress,
    id: plainText(progress.id),
    components: progress.components.map((row) => ({
      ...row,
      component: plainText(row.component),
      type: plainText(row.type),
    })),
    failures: progress.failures.map((failure) => ({
      component: plainText(failure.component),
      type: plainText(failure.type),
      problem: sentence(failure.problem),
    })),
    canceledBy: progress.canceledBy === null ? null : plainText(progress.canceledBy),
    detail: progress.detail === null ? null : sentence(progress.detail),
  };
}
