import type { Drift, Trouble, WatchedApp } from '../model/watched-app.ts';
import { countOf, plainText } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { driftNames } from './drift.ts';
import { appLabel, type NoticeText, placeOf } from './notices.ts';

export function driftNotice(app: WatchedApp, { kind, since, sentence, cure }: Drift): NoticeText {
  const [, headline] = driftNames[kind];
  return {
    title: `${appLabel(app)} ${headline}`,
    text: `${plainText(sentence, 400)} First seen on ${isoDay(since)}.`,
    actions: [plainText(cure, 400)],
  };
}

/** @param shared whose trouble it is: of the sign-in, of the org; null for the app's own */
export function troubleNotice(app: WatchedApp, trouble: Trouble, shared: 'sign-in' | 'org' | null): NoticeText {
  const org = plainText(app.org);
  const code = `(${plainText(trouble.code, 60)})`;
  const what =
    shared === null
      ? `this keeps keyturn from looking after ${appLabel(app)} in ${org} ${code}.`
      : `keyturn can’t look after what it watches in ${org}${shared === 'sign-in' ? '' : ` ${code}`}: it neither checks nor rotates there.`;
  const check = `\`keyturn check ${placeOf(app)}\` tries again now`;
  return {
    title: plainText(trouble.message),
    text: `Since ${isoDay(trouble.since)} ${what} Integrations are not touched by that.`,
    actions:
      shared === 'sign-in'
        ? [`Sign in again: \`sf org login web --alias ${org}\`.`, `${check}.`]
        : [`${check} and says more.`],
  };
}

/** @param cure how the sign-in is renewed */
export function signInEndsNotice(org: string, problem: string, cure: string): NoticeText {
  return {
    title: `The sign-in to ${plainText(org)} is about to stop working`,
    text: `The Salesforce CLI’s file of it tells: ${plainText(problem, 300)}. When that session is over, keyturn can neither check nor rotate there. Integrations are not touched by that.`,
    actions: [plainText(cure, 400)],
  };
}

/** @param daysLeft none left: it has ended */
export function orgEndsNotice(org: string, end: number, daysLeft: number, cure: string): NoticeText {
  const isOver = daysLeft <= 0;
  return {
    title: `The org ${plainText(org)} ${isOver ? 'has ended' : `ends in ${countOf(daysLeft, 'day')}`}`,
    text: `Its sign-in says that it ${isOver ? 'ended' : 'ends'} on ${isoDay(end)}. After that nobody gets a token there, and keyturn can’t look after its apps.`,
    actions: [plainText(cure, 400)],
  };
}
