import { countOf, linesOf, nameList } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { appLabel, type NoticeText, placeOf } from './notices.ts';

type App = Parameters<typeof placeOf>[0] & Parameters<typeof appLabel>[0];

/** When credentials expire, and the consumers that this affects. */
interface PairEnd {
  readonly end: number;
  /** 0 or less: they have expired. */
  readonly daysLeft: number;
  readonly names: readonly string[];
}

/** @param unsure consumers that may have the staged credentials */
export function stagedExpiresWords(
  app: App,
  { end, daysLeft, names, unsure = [] }: PairEnd & { readonly unsure?: readonly string[] },
): NoticeText {
  const isOver = daysLeft <= 0;
  const meaning = linesOf(
    names.length > 0 &&
      (isOver
        ? `Consumers that already had them get no token with them now: ${nameList(names)}.`
        : `Consumers that already have them lose access then: ${nameList(names)}.`),
    unsure.length > 0 &&
      `keyturn doesn't know whether ${nameList(unsure)} got them. Consumers that use them ${isOver ? 'get no token with them now' : 'lose access then'}.`,
    names.length + unsure.length === 0 &&
      'keyturn delivered them to no consumer: consumers still use the current credentials.',
  ).join(' ');
  return {
    title: `The staged credentials of ${appLabel(app)} ${isOver ? 'have expired' : `expire in ${countOf(daysLeft, 'day')}`}`,
    text: `They ${isOver ? `expired on ${isoDay(end)} because nobody promoted them` : `expire on ${isoDay(end)} unless you promote them`}. ${meaning}`,
    actions: [
      `\`keyturn rotate ${placeOf(app)}\` ${isOver ? 'stages new ones and continues with those' : 'promotes them, or says what is in the way'}.`,
    ],
  };
}

export function overlapEndsWords(app: App, { end, daysLeft, names }: PairEnd): NoticeText {
  const isOver = daysLeft <= 0;
  const reveal = `\`keyturn reveal ${placeOf(app)}\` shows the new credentials for the consumers that need them.`;
  return {
    title: `The previous credentials of ${appLabel(app)} ${isOver ? 'have expired' : `expire in ${countOf(daysLeft, 'day')}`}`,
    text: `They ${isOver ? 'expired' : 'expire'} on ${isoDay(end)}. ${overlapMeaning(names, isOver)}`,
    actions: [
      ...(names.length > 0 ? [reveal] : []),
      `\`keyturn resume ${placeOf(app)}\` ${isOver ? 'finishes the rotation' : 'continues, or says what is in the way'}.`,
    ],
  };
}

function overlapMeaning(names: readonly string[], isOver: boolean): string {
  if (names.length === 0) {
    return `Anything that still uses them ${isOver ? 'has lost' : 'loses'} access.`;
  }
  const who = `Not confirmed to have the new credentials: ${nameList(names)}.`;
  return isOver ? `${who} Check whether they still have access.` : `${who} They lose access then.`;
}
