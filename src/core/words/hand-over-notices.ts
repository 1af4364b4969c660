import type { HandOverNotice, Notice } from '../model/notice.ts';
import { consumerWord, countOf, plainText } from '../plain/text.ts';
import { appLabel, type NoticeText, placeOf, revealAction } from './notices.ts';

interface Waiting {
  readonly name: string;
  readonly contact: string;
  /** What works now, by the run's record. */
  readonly truth: string;
  readonly isPrimary: boolean;
  readonly which: 'new' | 'current';
  /** The contact's public key is known. */
  readonly hasKey: boolean;
}

/** For the owner of an app: a consumer with a contact must be updated by hand. */
export function waitingWords(
  app: Parameters<typeof placeOf>[0] & Parameters<typeof appLabel>[0],
  { name, contact, truth, isPrimary, which, hasKey }: Waiting,
): NoticeText {
  const who = plainText(name, 80);
  return {
    title: `${who} needs the ${which} credentials of ${appLabel(app)}`,
    text: `The contact is ${plainText(contact, 120)}. ${truth}`,
    actions: [
      revealAction(app, { name, isPrimary, which, hasKey }),
      `Once it is updated, confirm it: \`keyturn handed-over ${placeOf(app)} ${consumerWord(who)}\`.`,
    ],
  };
}

/** The same if no channel reaches the contact. */
export function unreachedWords({ text }: Notice): Pick<NoticeText, 'text'> {
  return { text: `${text} No channel of keyturn reaches this contact, so tell them yourself.` };
}

/** The same for the contact, who may not have keyturn and gets the credentials from the owner. */
export function contactWords(notice: Notice, { hasKey }: HandOverNotice): NoticeText {
  const leaked =
    notice.severity === 'danger' ? ' The credentials it has leaked, so it may have no access until then.' : '';
  return {
    title: notice.title,
    text: `You are its contact: please update it. This message contains no credentials.${leaked}`,
    actions: [
      hasKey
        ? 'The owner of the app sends you a file that only you can decrypt. Both the consumer key and the consumer secret change.'
        : 'Ask the owner of the app for the credentials. Both the consumer key and the consumer secret change.',
    ],
  };
}

/** The last line of a message to a contact, added when the message is sent. */
export function codeAction(app: Parameters<typeof placeOf>[0], code: string): string {
  return `Once it is updated, confirm it with the code ${code}: send it to the owner, or run \`keyturn handed-over ${placeOf(app)} --code ${code}\`.`;
}

/** Why a code confirms no consumer. */
export const codeProblems = {
  used: (consumer: string) => `it was already used, and ${plainText(consumer, 80)} is confirmed`,
  wrong: (left: number) =>
    left > 0
      ? `it is wrong. After ${countOf(left, 'more wrong code')}, no code of this rotation counts`
      : 'it is wrong. No other code of this rotation counts now, either',
  locked: 'too many wrong codes were entered. No code of this rotation counts any longer',
  none: 'no code was sent for the credentials of this rotation',
  gone: 'its consumer no longer waits for credentials',
  other: (consumer: string) => `it isn't the code of ${plainText(consumer, 80)}`,
} as const;
