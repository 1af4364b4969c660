import type { Notice } from '../model/notice.ts';
import { graceEndsAt, hasPair, type Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { consumerWord, countOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { leftOut } from './left-out.ts';

export type NoticeText = Pick<Notice, 'title' | 'text' | 'actions'>;

type App = Pick<WatchedApp, 'org' | 'app' | 'label'>;

/** How a person calls the app. */
export function appLabel({ label, app }: Pick<App, 'label' | 'app'>): string {
  return plainText(label || app, 80);
}

/** How a command finds the app, also where a sandbox has one of the same name. */
export function placeOf({ org, app }: Pick<App, 'org' | 'app'>): string {
  const place = `${plainText(org)}/${plainText(app)}`;
  return /^[\w.@/+-]+$/.test(place) ? place : `"${place.replace(/["$`\\]/g, '\\$&')}"`;
}

/** The event of a calendar on the day on which a secret is due. */
export function dueEventWords(app: App & Pick<WatchedApp, 'orgName' | 'issuedAt'>) {
  const counted = app.issuedAt === null ? ' Nobody told when its secret was issued; it counts from its adoption.' : '';
  return {
    summary: `Secret of ${appLabel(app)} is due (${plainText(app.orgName, 80)})`,
    description: `Run keyturn rotate ${placeOf(app)}: it stages a new pair, hands it over and makes it primary.${counted}`,
  };
}

interface Age {
  readonly dueAt: number;
  readonly daysLeft: number;
  readonly maxAgeDays: number;
  readonly isStaged: boolean;
}

export function ageWords(app: App, { dueAt, daysLeft, maxAgeDays, isStaged }: Age): NoticeText {
  const due =
    daysLeft > 0
      ? `is due in ${countOf(daysLeft, 'day')}`
      : daysLeft === 0
        ? 'is due today'
        : `has been overdue for ${countOf(-daysLeft, 'day')}`;
  return {
    title: `The secret of ${appLabel(app)} ${due}`,
    text: `It is to be replaced after ${countOf(maxAgeDays, 'day')}, on ${isoDay(dueAt)}. Salesforce does not end it by itself: integrations work as before.`,
    actions: [
      `\`keyturn rotate ${placeOf(app)}\` ${isStaged ? 'hands the staged pair over and makes it primary' : 'stages a new pair, hands it over and makes it primary'}.`,
      `Or say that somebody is on it: \`keyturn ack ${placeOf(app)}\`.`,
    ],
  };
}

export function ageUnknownWords(app: App & Pick<WatchedApp, 'adoptedAt'>): NoticeText {
  return {
    title: `Nobody told how old the secret of ${appLabel(app)} is`,
    text: `Salesforce gives no date for it. It counts from ${isoDay(app.adoptedAt)}, the day from which it is watched; it may be years older.`,
    actions: [
      `Say when it was issued: \`keyturn watch ${placeOf(app)} --issued <YYYY-MM-DD>\`.`,
      `Or replace it, and its age is known: \`keyturn rotate ${placeOf(app)}\`.`,
    ],
  };
}

/** @param detail the org's answer to the last try to get a token */
export function proofFailedWords(app: WatchedApp, answer: 'refused' | 'inconclusive', detail: string): NoticeText {
  const key = shortKey(app.consumerKey);
  const check = `\`keyturn check ${placeOf(app)}\` looks at the app and asks for a token again.`;
  if (answer === 'refused') {
    return {
      title: `Salesforce refuses the pair of ${appLabel(app)}`,
      text: `The pair in use (${key}) got no token: ${plainText(detail)}. Whoever uses it has no access.`,
      actions: [check, 'Look at who changed the app: Setup ▸ View Setup Audit Trail.'],
    };
  }
  return {
    title: `Whether the pair of ${appLabel(app)} works is not known`,
    text: `The last try to get a token with it (${key}) told nothing for certain: ${plainText(detail)}. That does not mean that integrations have no access.`,
    actions: [check, 'Check the network and https://status.salesforce.com.'],
  };
}

const rotatesStaged = (app: App) => `\`keyturn rotate ${placeOf(app)}\` hands it over and makes it primary.`;

/** @param expiresAt when Salesforce removes the staged pair; null where it doesn't tell */
export function stagedWaitingWords(app: App, expiresAt: number | null): NoticeText {
  const end =
    expiresAt === null ? '' : ` Salesforce removes the new one on ${isoDay(expiresAt)} when nobody rotates it.`;
  return {
    title: `A new pair of ${appLabel(app)} is staged and waits to be rotated`,
    text: `It is saved and got a token. The primary pair was not touched; consumers go on with it.${end}`,
    actions: [
      rotatesStaged(app),
      `Where it isn’t wanted: \`keyturn discard ${placeOf(app)} --confirm ${plainText(app.app)}\`.`,
    ],
  };
}

/** The end of a pair that Salesforce removes, and the consumers that it concerns. */
interface PairEnd {
  readonly end: number;
  /** None left: it is over. */
  readonly daysLeft: number;
  readonly names: readonly string[];
}

export function stagedExpiresWords(app: App, { end, daysLeft, names }: PairEnd): NoticeText {
  const isOver = daysLeft <= 0;
  const meaning =
    names.length === 0
      ? 'Nobody was given it: consumers go on with the primary pair.'
      : `${nameList(names)} ${isOver ? 'had it already, and no longer get a token with it' : 'have it already, and lose access with it'}.`;
  return {
    title: `The staged pair of ${appLabel(app)} ${isOver ? 'has expired' : `expires in ${countOf(daysLeft, 'day')}`}`,
    text: `Salesforce ${isOver ? 'removed' : 'removes'} a pair that is not rotated, this one on ${isoDay(end)}. ${meaning}`,
    actions: [
      `\`keyturn rotate ${placeOf(app)}\` ${isOver ? 'stages another one and goes on with that' : 'makes it primary in time'}.`,
    ],
  };
}

export function overlapEndsWords(app: App, { end, daysLeft, names }: PairEnd): NoticeText {
  const isOver = daysLeft <= 0;
  const meaning =
    names.length > 0
      ? `${nameList(names)} ${isOver ? 'were not confirmed to have the new pair: look whether they still have access' : 'are not confirmed to have the new pair, and lose access with the old one'}.`
      : `Whoever still uses it ${isOver ? 'has lost' : 'loses'} access; the new pair is primary and works.`;
  const reveal = `\`keyturn reveal ${placeOf(app)}\` shows the new pair for those that have to be updated.`;
  return {
    title: isOver
      ? `The overlap of ${appLabel(app)} is over`
      : `The previous pair of ${appLabel(app)} ends in ${countOf(daysLeft, 'day')}`,
    text: `Salesforce ${isOver ? 'removed' : 'removes'} the previous pair by itself on ${isoDay(end)}. ${meaning}`,
    actions: [
      ...(names.length > 0 ? [reveal] : []),
      `\`keyturn resume ${placeOf(app)}\` ${isOver ? 'finishes the run' : 'goes on as far as it may'}.`,
    ],
  };
}

interface Unconfirmed {
  readonly names: readonly string[];
  readonly isEmergency: boolean;
  /** Otherwise the new pair is still staged. */
  readonly isPrimary: boolean;
}

export function unconfirmedWords(app: App, { names, isEmergency, isPrimary }: Unconfirmed): NoticeText {
  const truth = isEmergency
    ? 'They have no access until then: the pair that they have has leaked, and is dead.'
    : 'The pair that they have works as before.';
  return {
    title: `${nameList(names)} must be given the new pair of ${appLabel(app)}`,
    text: `Nobody has said yet that ${names.length === 1 ? 'this consumer has' : `these ${countOf(names.length, 'consumer')} have`} it; the run waits. ${truth}`,
    actions: [
      `\`keyturn reveal ${placeOf(app)}${isPrimary ? '' : ' --slot staged'}\` shows the new pair: both values change.`,
      `Then say so for each: \`keyturn handed-over ${placeOf(app)} ${consumerWord(names[0] && plainText(names[0], 80))}\`.`,
    ],
  };
}

interface Blocked {
  readonly kind: Rotation['kind'];
  /** `given-up`: it is no longer tried; otherwise the reason why it waits. */
  readonly code: string;
  readonly since: number;
  /** What works now, where it is an emergency. */
  readonly truth: string | null;
}

export function blockedWords(app: App, { kind, code, since, truth }: Blocked): NoticeText {
  const end = code === 'given-up' ? 'is no longer tried by itself' : `waits for a person (${code})`;
  return {
    title: `The ${kind} of ${appLabel(app)} ${end}`,
    text: `Since ${isoDay(since)} it has not gone on. What it has done so far is journalled. ${truth ?? 'No pair is ended before everybody has the new one.'}`,
    actions: [
      `\`keyturn resume ${placeOf(app)}\` goes on, or says what stands in the way.`,
      `\`keyturn history ${placeOf(app)}\` shows what was done.`,
    ],
  };
}

/** What the daemon has done to an app by itself. */
export type DaemonDeed = 'staged' | 'restaged' | 'rotated' | 'went-back' | 'ended' | 'leak-ended';

/** @param isRotatedByDaemon once the secret is due; otherwise a person does */
export function deedWords(app: App, deed: DaemonDeed, rotation: Rotation, isRotatedByDaemon: boolean): NoticeText {
  const name = appLabel(app);
  const { stays, ends, staged, refusedAt, emergency, overlapEndsAt, deliveries } = rotation;
  const key = shortKey(stays ?? 'unknown key');
  const history = `\`keyturn history ${placeOf(app)}\` shows every step.`;
  switch (deed) {
    case 'staged':
    case 'restaged': {
      const next = isRotatedByDaemon ? 'keyturn rotates it when the secret is due' : 'It waits for a person';
      const end =
        staged?.expiresAt == null ? '' : `; Salesforce removes it on ${isoDay(staged.expiresAt)} when nobody does`;
      return {
        title:
          deed === 'staged'
            ? `keyturn staged a new pair of ${name}`
            : `keyturn staged another pair of ${name}, as the one before was about to expire`,
        text: `It is ${key}, saved, and got a token. Consumers go on with the primary pair. ${next}${end}.`,
        actions: [rotatesStaged(app), history],
      };
    }
    case 'rotated': {
      const formerUntil = overlapEndsAt && Math.min(overlapEndsAt, graceEndsAt(rotation) ?? overlapEndsAt);
      const confirmed = deliveries.filter(hasPair).length;
      const former =
        formerUntil === null ? '' : ` The former one (${shortKey(ends)}) works until ${isoDay(formerUntil)} at least.`;
      const given = confirmed === 0 ? 'nobody had to be told' : `confirmed by ${countOf(confirmed, 'consumer')}`;
      return {
        title: `keyturn rotated the pair of ${name}`,
        text: `The primary pair is ${key} now; ${given}.${former}`,
        actions: [`Where something went wrong: \`keyturn rotate ${placeOf(app)} --back\`.`, history],
      };
    }
    case 'went-back':
      return {
        title: `keyturn made the former pair of ${name} primary again`,
        text: `The primary pair is ${key} again.`,
        actions: [history],
      };
    case 'ended':
      return {
        title: `keyturn ended the former pair of ${name}`,
        text: `${shortKey(ends)} was deleted${refusedAt === null ? '' : ' and gets no token any more'}; ${key} is primary.`,
        actions: [history],
      };
    case 'leak-ended': {
      const without = leftOut(rotation);
      const late = without.length > 0 ? ` No access until they are given it: ${nameList(without)}.` : '';
      return {
        title: `The leaked pair of ${name} was replaced, and Salesforce refuses it`,
        text: `keyturn finished the emergency: ${shortKey(ends)} is dead, and ${key} is primary.${late} The report is ${plainText(emergency?.report ?? '', 400)}.`,
        actions: ['Read the report: it says who signed in meanwhile, and what people do next.', history],
      };
    }
  }
}
