import type { Tone } from '../../core/model/question.ts';
import type { Check, OrgTouch, StepId } from '../../core/setup/setup-events.ts';
import { stepIds } from '../../core/setup/setup-events.ts';
import { capital } from '../../core/words/acts.ts';
import { stepTitles } from '../../core/words/setup.ts';
import { untouchedWords } from '../../core/words/untouched.ts';
import type { Role } from './line.ts';

interface Mark {
  readonly symbol: string;
  readonly role?: Role;
  /** Read by screen readers. */
  readonly word: string;
}

export const toneMarks: Readonly<Record<Tone, Mark>> = {
  good: { symbol: ' ', word: '' },
  plain: { symbol: ' ', word: '' },
  caution: { symbol: '▲', role: 'caution', word: 'caution' },
  danger: { symbol: '■', role: 'danger', word: 'danger' },
  off: { symbol: '·', word: 'off' },
};

export const checkMarks: Readonly<Record<Check['status'], Mark>> = {
  running: { symbol: '…', role: 'accent', word: 'checking' },
  ok: { symbol: '✔', role: 'good', word: 'OK' },
  note: { symbol: '▲', role: 'caution', word: 'note' },
  failed: { symbol: '✖', role: 'danger', word: 'failed' },
};

export const touchMarks: Readonly<Record<OrgTouch['kind'], Mark>> = {
  untouched: { symbol: '', word: '' },
  changing: { symbol: '▲ ', role: 'caution', word: '' },
  changed: { symbol: '✔ ', role: 'good', word: '' },
  restored: { symbol: '✔ ', role: 'good', word: '' },
};

/**
 * Whether anything in the org has changed.
 * @param hasEarlierRun whether an earlier run may have changed the org: then only this run is certain
 */
export function touchSentence(touch: OrgTouch, hasEarlierRun = false): string {
  switch (touch.kind) {
    case 'untouched':
      return hasEarlierRun ? untouchedWords.thisRunYet : untouchedWords.yet;
    case 'changing':
      return `Changing the org: ${touch.what}`;
    case 'changed':
      return `Changed: ${touch.what}`;
    case 'restored':
      return `Restored: ${touch.what}`;
  }
}

const atOnce = '… ctrl+c again quits at once.';

/** What one ctrl+c did, and what a second one does. */
export const quitting = {
  afterStep: `Quitting after this step${atOnce}`,
  canceling: `Canceling the deploy${atOnce}`,
  restoring: `Restoring the org setting${atOnce}`,
} as const;

/** Why an answer is refused, as a sentence. */
export function refusalText(problem: string): string {
  return `${capital(problem)}${/[.!?]$/.test(problem) ? '' : '.'}`;
}

export const passphraseWords = {
  again: 'Enter the passphrase again to confirm it',
  mismatch: "The passphrases don't match. Try again.",
} as const;

/** Comes before the address. */
export const logInHint = 'Log in in your browser. If no window opened, use this address:';

/** `step 3 of 9 · Execution user` */
export function stepSentence(step: StepId): string {
  return `step ${stepIds.indexOf(step) + 1} of ${stepIds.length} · ${stepTitles[step]}`;
}

/** Empty below 2 s: short tasks need no clock. */
export function timeTaken(ms: number): string {
  return ms < 2000 ? '' : `  ${shortElapsed(ms)}`;
}

/** `again in 8 s`; shows at least 1 s until the retry. */
export function nextTry(leftMs: number, nextIn: string): string {
  return leftMs > 0 ? `${nextIn} ${shortElapsed(leftMs + 999)}` : 'trying again now';
}

/** `8 s`, `1:05`, and `1:02:05` because a deploy may be queued for long. */
export function shortElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
