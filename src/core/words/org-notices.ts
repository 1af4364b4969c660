import type { Drift, Trouble, WatchedApp } from '../model/watched-app.ts';
import { countOf, plainText, sentenceText, shellWord } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { goneAccess } from '../reasons/reason.ts';
import { driftNames, firstSeen, seenWords } from './drift.ts';
import { appLabel, type NoticeText, placeOf } from './notices.ts';

export function driftNotice(app: WatchedApp, change: Drift): NoticeText {
  const { kind, since, sentence, cure } = change;
  const { lastCheck } = app;
  const [, headline] = driftNames[kind];
  // A notice is sent after a check. Only what this check couldn't look at may be over.
  const said = lastCheck ? seenWords(change, lastCheck, lastCheck.at) : sentence;
  return {
    title: `${appLabel(app)} ${headline}`,
    text: `${plainText(said, 440)} ${firstSeen(since)}`,
    actions: [inOrg(sentenceText(cure), app.org)],
  };
}

const ofApp = /`keyturn (watch|unwatch|check|discard|reveal|resume|emergency) (\w[\w.@+-]*)/g;

/** The commands of a text about an app name its org, too. */
function inOrg(text: string, org: string): string {
  return text
    .replace(ofApp, (_whole, command: string, app: string) => `\`keyturn ${command} ${placeOf({ org, app })}`)
    .replaceAll('`keyturn setup --app ', `\`keyturn setup -o ${shellWord(plainText(org))} --app `);
}

/** @param shared what the problem affects: the sign-in or the org; null for this app alone */
export function troubleNotice(app: WatchedApp, trouble: Trouble, shared: 'sign-in' | 'org' | null): NoticeText {
  const org = plainText(app.org);
  const code = `(${plainText(trouble.code, 60)})`;
  const what =
    shared === null
      ? `keyturn can't check or rotate ${appLabel(app)} in ${org} ${code}.`
      : `keyturn can't check or rotate any app in ${org}${shared === 'sign-in' ? '' : ` ${code}`}.`;
  const check = `\`keyturn check ${placeOf(app)}\` tries again now`;
  return {
    title: plainText(trouble.message),
    text: `Since ${isoDay(trouble.since)}, ${what} ${trouble.code === 'AppUnknown' ? goneAccess : 'Integrations are not affected.'}`,
    actions:
      shared === 'sign-in'
        ? [`Sign in again: \`sf org login web --alias ${org}\`.`, `${check}.`]
        : [`${check} and shows the details.`],
  };
}

/** @param cure how to renew the sign-in */
export function signInEndsNotice(org: string, problem: string, cure: string): NoticeText {
  return {
    title: `The sign-in to ${plainText(org)} is about to stop working`,
    text: `According to the Salesforce CLI's file, ${plainText(problem, 300)}. When that session ends, keyturn can't check or rotate there. Integrations are not affected.`,
    actions: [sentenceText(cure)],
  };
}

/** @param daysLeft 0 or less: the org has expired */
export function orgEndsNotice(org: string, end: number, daysLeft: number, cure: string): NoticeText {
  const isOver = daysLeft <= 0;
  return {
    title: `The org ${plainText(org)} ${isOver ? 'has expired' : `expires in ${countOf(daysLeft, 'day')}`}`,
    text: `According to its sign-in, the org ${isOver ? 'expired' : 'expires'} on ${isoDay(end)}. After that, no integration gets a token there, and keyturn can't check or rotate its apps.`,
    actions: [sentenceText(cure)],
  };
}
