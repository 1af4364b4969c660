import { orgTrouble } from '../automation/org-trouble.ts';
import { standingTrouble } from '../automation/standing-trouble.ts';
import { day } from '../machine/policies.ts';
import { countOf, plainText } from '../plain/text.ts';
import { countdown, type Ladder } from './ladder.ts';
import { dayOf, type Matter, type ReminderFacts, type Words } from './matter.ts';

/** By the calendar, not from when it was found: every app of the org, and every sign-in of the same kind, comes to the same day. */
const everyOtherWeek: Ladder = {
  steps: [],
  after: { anchor: 0, everyDays: 14, name: (repetition) => dayOf(repetition * 14 * day) },
};

/** The sign-in with which the org is watched stops working, told once for all of its apps. */
export function signInEnds({ watched, rotation, signInEnding }: ReminderFacts): readonly Matter[] {
  if (!signInEnding) return [];
  const { at, problem, cure } = signInEnding;
  const org = plainText(watched.org);
  const actions = [plainText(cure, 400)];
  const usual = { kind: 'sign-in-ends', isOfOrg: true } as const;
  const name = encodeURIComponent(watched.org.toWellFormed());
  if (at !== null) {
    const ladder = countdown(at, [14, 7, 3, 1], 'ended');
    const words = (step: { readonly at: number }) => ({ ...endWords(org, at, step.at), actions });
    return [{ ...usual, subject: [name, at], ladder, words }];
  }
  // It has stopped already, which is told on its own.
  const trouble = standingTrouble(watched, rotation);
  if (trouble !== null && orgTrouble(trouble.code) === 'sign-in') return [];
  const words: Words = {
    severity: 'caution',
    title: `The sign-in to ${org} is about to stop working`,
    text: `The Salesforce CLI’s file of it tells: ${plainText(problem, 300)}. When that session is over, keyturn can neither check nor rotate there. Integrations are not touched by that.`,
    actions,
  };
  return [{ ...usual, subject: [name], ladder: everyOtherWeek, words: () => words }];
}

function endWords(org: string, at: number, stepAt: number): Omit<Words, 'actions'> {
  const days = Math.round((at - stepAt) / day);
  const title = days > 0 ? `The org ${org} ends in ${countOf(days, 'day')}` : `The org ${org} has ended`;
  const text = `Its sign-in says that it ${days > 0 ? 'ends' : 'ended'} on ${dayOf(at)}. After that nobody gets a token there, and keyturn can’t look after its apps.`;
  return { severity: days > 3 ? 'note' : 'caution', title, text };
}
