import type { EmergencyOutcome } from '../model/incident.ts';
import { clockText } from '../plain/duration.ts';
import { withPracticeFlag } from '../plain/practice-commands.ts';
import { countOf, plainText } from '../plain/text.ts';

/** How the emergency of one app came out, as every face tells it. All texts are fit to be shown. */
export interface EndWords {
  /** `caution`: it is done, and nobody has seen yet that the leaked pair is refused. */
  readonly tone: 'good' | 'caution' | 'danger';
  /** In ms after the confirmation; null when that was not seen. */
  readonly refusedAfterMs: number | null;
  /** What happened; the longest form first. */
  readonly titles: Titles;
  /** The same beside the app's name and a clock. */
  readonly short: string;
  /** Whether integrations are affected, where it failed; else null. */
  readonly safe: string | null;
  /** Path of the incident report. */
  readonly report: string | null;
  readonly steps: readonly string[];
}

type Titles = readonly [string, ...string[]];

export const endMarks = { good: '✔', caution: '▲', danger: '✖' } as const satisfies Record<EndWords['tone'], string>;

/** @param isPractice commands in it are for the practice org */
export function endWords(outcome: EmergencyOutcome, isPractice: boolean): EndWords {
  const worded = (text: string) => plainText(isPractice ? withPracticeFlag(text) : text, 500);
  if (!outcome.ok) {
    const { message, safe, actions } = outcome.error;
    const title = worded(message);
    const steps = actions.map(worded);
    return {
      ...{ tone: 'danger', refusedAfterMs: null, titles: [title], short: title },
      ...{ safe: worded(safe), report: null, steps },
    };
  }
  const { refusedAfterMs, containedAfterMs, report, nextSteps } = outcome.end;
  const isSeen = refusedAfterMs !== null;
  return {
    tone: isSeen ? 'good' : 'caution',
    refusedAfterMs,
    titles: refusedTitles(refusedAfterMs, containedAfterMs),
    short: isSeen ? 'leaked pair refused' : 'not seen to be refused yet',
    safe: null,
    report: report && plainText(report, 500),
    steps: nextSteps.map(worded),
  };
}

/** When the leaked pair stopped working. With containment there are two clocks. */
function refusedTitles(refusedAfterMs: number | null, containedAfterMs: number | null): Titles {
  const refused = refusedAfterMs === null ? null : clockText(refusedAfterMs);
  if (containedAfterMs === null) {
    return refused === null
      ? ['Nobody has seen yet that the leaked pair is refused.']
      : [`The leaked pair stopped working ${refused} after you confirmed.`];
  }
  const contained = clockText(containedAfterMs);
  return refused === null
    ? [
        `Everything was refused ${contained} after you confirmed; nobody has seen yet that the leaked pair alone is.`,
        `Everything was refused after ${contained}.`,
      ]
    : [
        `Everything was refused ${contained} after you confirmed, the leaked pair by itself after ${refused}.`,
        `All refused after ${contained}; the leaked pair alone after ${refused}.`,
        `All refused after ${contained}; the pair alone after ${refused}.`,
      ];
}

const goesOnFromThere = 'The same command goes on from there.';

/** How all of them came out, the longest form first; null for an app without an outcome. */
export function sumTitles(ends: readonly (EndWords | null)[]): Titles {
  const [only] = ends;
  if (ends.length === 1 && only) {
    if (only.tone !== 'danger') return only.titles;
    const isTold = only.steps.some((step) => step.includes('`keyturn '));
    return [isTold ? 'It is not finished.' : `It is not finished. ${goesOnFromThere}`];
  }
  const spans = ends.flatMap((end) => end?.refusedAfterMs ?? []);
  const last = spans.length > 0 ? `, the last one ${clockText(Math.max(...spans))} after you confirmed` : '';
  const refused = `${spans.length} of ${ends.length} leaked pairs are refused`;
  const open = ends.filter((end) => end === null || end.tone === 'danger').length;
  if (open === 0) return [`${refused}${last}.`, `${refused}.`];
  const rest = `${countOf(open, 'app')} ${open === 1 ? 'is' : 'are'} not finished`;
  return [`${refused}${last}; ${rest}. ${goesOnFromThere}`, `${refused}; ${rest}.`];
}

/** `3 apps: 1 failed, 1 under way, 1 done` */
export function totalsOf(ends: readonly (EndWords | null)[]): string {
  const failed = ends.filter((end) => end?.tone === 'danger').length;
  const open = ends.filter((end) => end === null).length;
  const parts = [`${failed} failed`, `${open} under way`, `${ends.length - failed - open} done`];
  return `${ends.length} apps: ${parts.filter((part) => !part.startsWith('0 ')).join(', ')}`;
}

/** The person left, and the step under way took longer than anybody could wait. */
export const leftInTheMiddle = {
  message: 'It was left while a step was under way.',
  safe: 'The leaked pair may still work. What was begun in the org is journalled.',
  actions: [],
} as const;
