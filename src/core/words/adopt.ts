import type { Rotation } from '../model/rotation.ts';
import { linesOf, nameList } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { runNames } from '../reasons/run-words.ts';
import { leakOpens, secretAccessPlace } from '../reasons/setup-places.ts';
import { oauthOnPath } from './app-problems.ts';

/** Warnings of `keyturn watch`. */
export const adoptWarnings = {
  unreadable: (app: string) =>
    `The org doesn't allow reading the credentials, so keyturn watches the app without storing or verifying them. \`keyturn doctor\` shows what is missing. Then run \`keyturn watch ${app}\` again.`,
  accessOff: (app: string) =>
    `REST access to secrets is off in this org, so keyturn watches the app without storing or verifying its credentials. To store them, turn it on: ${secretAccessPlace}. Then run \`keyturn watch ${app}\`, and turn it off again.`,
  /** The same of credentials that keyturn has already, and was asked to read again. */
  notReadAgain: {
    unreadable: (app: string) =>
      `The org doesn't allow reading the credentials, so keyturn didn't read them again. \`keyturn doctor\` shows what is missing. Then run \`keyturn watch ${app}\` again.`,
    accessOff: (app: string) =>
      `REST access to secrets is off in this org, so keyturn didn't read the credentials again. To read them, turn it on: ${secretAccessPlace}. Then run \`keyturn watch ${app}\`, and turn it off again.`,
  },
  flowOff: (app: string) =>
    `The client credentials flow of this app is off. Turn it on with \`keyturn setup --app ${app}\`.`,
  oauthOff: (app: string, isLeaked = false) =>
    `OAuth is off for this app, so its credentials get no token. To turn it on: ${oauthOnPath(app)}${isLeaked ? ` ${leakOpens}` : ''} Then run \`keyturn check ${app}\`.`,
  /** @param deletesAt when the grace period of the previous credentials ends; null if keyturn doesn't delete them */
  behind: (app: string, names: readonly string[], deletesAt: number | null) =>
    `Deliver the current credentials to ${nameList(names)} next: \`keyturn resume ${app}\`. Until then, they may still have the previous ones. A running daemon continues automatically${deletesAt === null ? '' : `, and deletes the previous credentials after ${isoDay(deletesAt)} (grace period), once every consumer has the current ones, if the org still has the previous ones`}.`,
  /** Nobody uses the credentials, so nothing is left to do. */
  runEnded: ({ kind }: Pick<Rotation, 'kind'>) =>
    `This ends the unfinished ${runNames[kind]}, because others have changed the current credentials since.`,
  /** @param cure what to do, as sentences; null if a finding says it */
  noToken: (why: string, cure: string | null) => linesOf(`The credentials got no token: ${why}.`, cure).join(' '),
} as const;

/** Problems with `--issued`. */
export const issuedWords = {
  noDay: (text: string) => `--issued ${text} is not a date; use a date like 2026-09-12`,
  inFuture: (text: string) => `--issued ${text} is in the future`,
} as const;
