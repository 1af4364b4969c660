import { countOf } from '../plain/text.ts';

/** `watching 6 apps in 3 orgs · 2 need attention`. */
export function watchingWords(apps: number, orgs: number, needy: number): string {
  const who = needy === 0 ? 'nothing urgent' : `${needy} ${needy === 1 ? 'needs' : 'need'} attention`;
  return `${countOf(apps, 'app')} in ${countOf(orgs, 'org')} · ${who}`;
}

/** Facts about one app, each in a few words. */
export const appFacts = {
  verified: (when: string) => `verified ${when}`,
  refused: (when: string) => `refused ${when}`,
  unverified: (when: string) => `couldn't verify ${when}`,
  neverVerified: 'not verified yet',
  key: (key: string) => `key ${key}`,
  runsAs: (user: string) => `runs as ${user}`,
  noUser: 'no execution user',
  due: (day: string, when: string) => `due ${day}, ${when}`,
  wasDue: (day: string, when: string) => `was due ${day}, ${when}`,
  noDrift: (when: string) => `${when}; no known changes outside keyturn`,
  drift: (when: string, count: number) => `${when}; ${countOf(count, 'known change')} outside keyturn`,
  removes: (day: string, when: string) => `Salesforce removes them ${day}, ${when}`,
  removed: (day: string, when: string) => `Salesforce removed them ${day}, ${when}`,
  notStored: 'the credentials are not stored here',
  noConsumers: 'none; you said that nothing uses the credentials',
  noneKnown: 'none known; press u to add one',
  nobodyWatched: 'No app is watched.',
} as const;

/** What a check found. */
export const checkedWords = {
  current: (key: string) => `current   ${key}`,
  runsAs: (key: string, user: string) => `current   ${key}, runs as ${user}`,
  gone: 'current   gone',
  lastTime: (day: string, answer: string) => `verified  not this time; on ${day}: ${answer}`,
  emergencyOpen: (since: string) => `An emergency has been open since ${since}Z.`,
  notStored: (app: string) =>
    `The credentials are not stored here, so keyturn can't verify them. Read them from the org with \`keyturn watch ${app}\`.`,
} as const;

/** Answers of commands that found nothing to do. */
export const nothingWords = {
  wasDue: 'Nothing was due.',
  watched: 'No app is watched yet.',
  recorded: 'The audit trail is empty.',
} as const;

/** Results of other commands. */
export const doneWords = {
  unwatched: (app: string) => `Stopped watching ${app}.`,
  kept: (store: string) => `Its credentials stay in the ${store}.`,
  snoozed: (app: string, until: string) => `Reminders for ${app} are paused until ${until}Z.`,
  acknowledged: (by: string, app: string) =>
    `Acknowledged by ${by}. No more age reminders for ${app} until its next rotation.`,
  daemonAcknowledged: (by: string) =>
    `Acknowledged by ${by}. No more reminders of what keeps the daemon from its work now. A new problem is reported again.`,
  intact: (lines: number) => `Audit trail intact: ${lines} ${lines === 1 ? 'entry' : 'entries'} verified.`,
  watching: (app: string, org: string) => `Watching ${app} in ${org}.`,
  setUp: (app: string, org: string, user: string) => `${app} in ${org} gets tokens that act as ${user}`,
  runsAs: (app: string, user: string, org: string) => `${app} runs as ${user} in ${org}.`,
  drilled: (app: string) =>
    `Drill for ${app}: keyturn staged, saved, verified and discarded new credentials. Nothing else changed.`,
} as const;
