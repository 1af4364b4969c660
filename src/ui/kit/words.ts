import type { Tone } from '../../core/model/question.ts';
import type { Check, OrgTouch, StepId } from '../../core/setup/setup-events.ts';
import { stepIds } from '../../core/setup/setup-events.ts';
import { stepTitles } from '../../core/words/setup.ts';
import type { Role } from './line.ts';

interface Mark {
  readonly symbol: string;
  readonly role?: Role;
  /** For those who hear the screen. */
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
  running: { symbol: '…', role: 'accent', word: 'looking' },
  ok: { symbol: '✔', role: 'good', word: 'fine' },
  note: { symbol: '▲', role: 'caution', word: 'note' },
  failed: { symbol: '✖', role: 'danger', word: 'failed' },
};

export const touchMarks: Readonly<Record<OrgTouch['kind'], Mark>> = {
  untouched: { symbol: '', word: '' },
  changing: { symbol: '▲ ', role: 'caution', word: '' },
  changed: { symbol: '✔ ', role: 'good', word: '' },
  restored: { symbol: '✔ ', role: 'good', word: '' },
};

/** The answer to the only question a nervous admin has. */
export function touchSentence(touch: OrgTouch): string {
  switch (touch.kind) {
    case 'untouched':
      return 'Nothing in your org has changed yet.';
    case 'changing':
      return `The org is being changed: ${touch.what}`;
    case 'changed':
      return `Changed: ${touch.what}`;
    case 'restored':
      return `Restored: ${touch.what}`;
  }
}

/** `step 3 of 8 · Execution user` */
export function stepSentence(step: StepId): string {
  return `step ${stepIds.indexOf(step) + 1} of ${stepIds.length} · ${stepTitles[step]}`;
}

/** The time is named from the second second on: what is over before needs no clock. */
export function timeTaken(ms: number): string {
  return ms < 2000 ? '' : `  ${shortElapsed(ms)}`;
}

/** `again in 8 s`, up to the second in which it is tried. */
export function nextTry(leftMs: number, nextIn: string): string {
  return leftMs > 0 ? `${nextIn} ${shortElapsed(leftMs + 999)}` : 'trying again now';
}

/** `8 s`, `1:05` and, because a deploy may queue, `1:02:05`. */
export function shortElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
