import { plainText, shortKey } from '../../core/plain/text.ts';
import { newsWords, type RotationNews } from '../../core/words/news.ts';

/** Something that takes its time. `since` is in the time of the one who keeps it, in ms. */
export interface DoingView {
  readonly what: string;
  readonly since: number;
}

/** Something that was done, or is worth a warning. */
export interface ToldStep {
  readonly kind: 'done' | 'warning';
  readonly what: string;
  readonly detail: string;
  /** Since the beginning, in ms. */
  readonly after: number;
}

/** How far a run has come. All texts are fit to be shown. */
export interface Progress {
  readonly steps: readonly ToldStep[];
  readonly doing: DoingView | null;
  readonly waiting: { readonly why: string; readonly until: number } | null;
}

interface When {
  /** In the time of `since`. */
  readonly at: number;
  /** Since the beginning. */
  readonly after: number;
}

/** What a piece of news changes. */
export function afterNews({ steps }: Progress, news: RotationNews, { at, after }: When): Partial<Progress> {
  const words = newsWords(news);
  const what = plainText(words.what, 400);
  switch (news.kind) {
    case 'doing':
      return { waiting: null, doing: { what, since: at } };
    case 'waiting':
      return { doing: null, waiting: { why: what, until: news.until } };
    case 'done': {
      const step = { kind: 'done', what, detail: withShortKeys(words.detail), after } as const;
      return { doing: null, waiting: null, steps: [...steps, step] };
    }
    case 'warning':
      return { steps: [...steps, { kind: 'warning', what, detail: '', after }] };
  }
}

/** A consumer key in full is longer than a row. */
function withShortKeys(text: string): string {
  return plainText(text, 400).replace(/[\w.]{40,}/g, shortKey);
}

export function stepText({ what, detail }: ToldStep): string {
  return detail === '' ? what : `${what}: ${detail}`;
}
