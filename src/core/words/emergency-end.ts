import type { EmergencyOutcome } from '../model/incident.ts';
import { clockText } from '../plain/duration.ts';
import { countOf, plainText } from '../plain/text.ts';
import { withPracticeFlag } from '../reasons/practice-commands.ts';

/** How the emergency of one app ended, for every screen and output. All texts are safe to show. */
export interface EndWords {
  /** `caution`: finished, but Salesforce hasn't been seen to refuse the leaked credentials. */
  readonly tone: 'good' | 'caution' | 'danger';
  /** In ms after the confirmation; null when no refusal was seen. */
  readonly refusedAfterMs: number | null;
  /** What happened, the longest form first. */
  readonly titles: Titles;
  /** The same in a few words, beside the app's name and a clock. */
  readonly short: string;
  /** Whether integrations are affected; null unless the emergency failed. */
  readonly safe: string | null;
  /** Path of the incident report. */
  readonly report: string | null;
  readonly steps: readonly string[];
}

type Titles = readonly [string, ...string[]];

export const endMarks = { good: '✔', caution: '▲', danger: '✖' } as const satisfies Record<EndWords['tone'], string>;

/** @param isPractice commands get the practice flag */
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
    short: isSeen ? 'leaked credentials refused' : 'refusal not verified yet',
    safe: null,
    report: report && plainText(report, 500),
    steps: nextSteps.map(worded),
  };
}

/** When the leaked credentials stopped working. With containment there are two clocks. */
function refusedTitles(refusedAfterMs: number | null, containedAfterMs: number | null): Titles {
  const refused = refusedAfterMs === null ? null : clockText(refusedAfterMs);
  if (containedAfterMs === null) {
    return refused === null
      ? ["keyturn hasn't verified yet that Salesforce refuses the leaked credentials."]
      : [`The leaked credentials stopped working ${refused} after you confirmed.`];
  }
  const contained = clockText(containedAfterMs);
  return refused === null
    ? [
        `Every token request was refused ${contained} after you confirmed. keyturn hasn't verified yet that the leaked credentials stay refused.`,
        `Every token request was refused after ${contained}.`,
      ]
    : [
        `Every token request was refused ${contained} after you confirmed, the leaked credentials for good after ${refused}.`,
        `All refused after ${contained}; the leaked credentials for good after ${refused}.`,
        `All refused: ${contained}; leaked key for good: ${refused}.`,
      ];
}

const unfinished = "The emergency isn't finished.";
const runAgain = 'Run the same command again to continue.';

/** How all of them ended, the longest form first. @param ends null for an app without an outcome */
export function sumTitles(ends: readonly (EndWords | null)[]): Titles {
  const [only] = ends;
  if (ends.length === 1 && only) {
    if (only.tone !== 'danger') return only.titles;
    const hasCommand = only.steps.some((step) => step.includes('`keyturn '));
    return hasCommand ? [unfinished] : [`${unfinished} ${runAgain}`, 'Not finished. Run the same command again.'];
  }
  const spans = ends.flatMap((end) => end?.refusedAfterMs ?? []);
  const last = spans.length > 0 ? `, the last ${clockText(Math.max(...spans))} after you confirmed` : '';
  const count = `${spans.length} of ${ends.length} apps`;
  const refused = `Leaked credentials are refused for ${count}`;
  const open = ends.filter((end) => end === null || end.tone === 'danger').length;
  if (open === 0) return [`${refused}${last}.`, `${refused}.`];
  const rest = `${countOf(open, 'app')} ${open === 1 ? 'is' : 'are'} not finished`;
  return [`${refused}${last}; ${rest}. ${runAgain}`, `${refused}; ${rest}.`, `Refused for ${count}; ${rest}.`];
}

/** `3 apps: 1 failed, 1 in progress, 1 done` */
export function totalsOf(ends: readonly (EndWords | null)[]): string {
  const failed = ends.filter((end) => end?.tone === 'danger').length;
  const open = ends.filter((end) => end === null).length;
  const parts = [`${failed} failed`, `${open} in progress`, `${ends.length - failed - open} done`];
  return `${ends.length} apps: ${parts.filter((part) => !part.startsWith('0 ')).join(', ')}`;
}

/** The person quit and didn't wait for the end of the current step. @param step as the screen named it; null between two steps */
export function leftInTheMiddle(app: string, step: string | null) {
  const [message, open] =
    step === null
      ? ['keyturn quit between two steps.', '']
      : [
          `keyturn quit during this step: ${step}.`,
          ' Salesforce may still carry it out: the audit trail has its beginning.',
        ];
  return {
    message,
    safe: `The leaked credentials may still work.${open}`,
    actions: [`Continue with \`keyturn resume ${app}\`. It first checks in the org what was done.`],
  };
}
