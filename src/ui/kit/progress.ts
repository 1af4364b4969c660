import { plainText, sentenceText } from '../../core/plain/text.ts';
import { newsWords, type RotationNews } from '../../core/words/news.ts';

/** A running task. `since` is in ms; the caller chooses the clock. */
export interface DoingView {
  readonly what: string;
  readonly since: number;
}

/** A finished step, or a warning. */
export interface ToldStep {
  readonly kind: 'done' | 'warning';
  readonly what: string;
  readonly detail: string;
  /** Time since the start, in ms. */
  readonly after: number;
}

/** How far a run has come. All texts are safe to show. */
export interface Progress {
  readonly steps: readonly ToldStep[];
  readonly doing: DoingView | null;
  readonly waiting: { readonly why: string; readonly until: number } | null;
}

interface When {
  /** On the same clock as `since`. */
  readonly at: number;
  /** Time since the start, in ms. */
  readonly after: number;
}

/** The parts of the progress that a piece of news changes. */
export function afterNews({ steps }: Progress, news: RotationNews, { at, after }: When): Partial<Progress> {
  const words = newsWords(news);
  const what = sentenceText(words.what);
  switch (news.kind) {
    case 'doing':
      return { waiting: null, doing: { what, since: at } };
    case 'waiting':
      return { doing: null, waiting: { why: what, until: news.until } };
    case 'done': {
      const step = { kind: 'done', what, detail: plainText(words.detail, 400), after } as const;
      return { doing: null, waiting: null, steps: [...steps, step] };
    }
    case 'warning':
      return { steps: [...steps, { kind: 'warning', what, detail: '', after }] };
  }
}

export function stepText({ what, detail }: ToldStep): string {
  return detail === '' ? what : `${what}: ${detail}`;
}
